// The reader of runtimes that a file describes: what it accepts can be made a command line.

#include "fuzz_target.hpp"
#include "placeholders.hpp"

#include <wasmbench/adapters/command/runtime_description.hpp>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::adapters;

/// A name that no other part of a command holds.
command::Values all_values() {
    command::Values out;
    for (auto const name : {"module", "artifact", "folder", "scratch", "address", "port", "store"})
        out[name] = "v";
    return out;
}

void check_command(DescribedCommand const& c) {
    static command::Values const values = all_values();
    auto const words = command::expanded(c.arguments, values, {"one", "two"});
    require(words.size() + 1 >= c.arguments.size(), "each word is filled in");
    for (auto const& [name, value] : c.environment) {
        require(!name.empty() && name.find_first_of(std::string_view("=\0", 2)) == std::string::npos,
            "a variable's name can be one");
        command::expanded(value, values);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const text = Input(data, size).text();
    auto const read = runtime_description_from_json(text, "/folder/fuzzed.json");
    if (!read) {
        auto const& f = read.error();
        require(f.code == wasmbench::errc::malformed_input, "a refusal is malformed input");
        require(f.diagnostics.subject.starts_with("/folder/fuzzed.json") && !f.diagnostics.expected.empty(),
            "a refusal says where and what");
        require(to_line(f).size() < 8 * text.size() + 1000, "a refusal is not much longer than its input");
        return 0;
    }
    require(!read->name.empty() && read->name.find('/') == std::string::npos, "a name is a word");
    require(!read->program.empty() && !read->modes.empty(), "there is a program, and a way to run it");
    for (auto const& file : read->files) require(file.is_absolute(), "files are absolute");
    for (auto const& mode : read->modes) {
        require(mode.run || mode.serve, "a mode runs or serves");
        if (mode.compile) check_command(mode.compile->command);
        if (mode.run) check_command(mode.run->command);
        if (mode.serve) check_command(mode.serve->command);
    }
    for (auto const& [capability, why] : read->lacks)
        require(!why.empty() && !read->capabilities.has(capability), "what it lacks it has not");
    return 0;
}
