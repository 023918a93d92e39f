#include "described_runtimes.hpp"

#include "data_folder.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/results/text_file.hpp>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace wasmbench::tool {
namespace {

namespace fs = std::filesystem;

fs::path folder_of_descriptions() {
    return data_folder({}, "WASMBENCH_RUNTIMES", "runtimes");
}

adapters::RuntimeDescription read_description(fs::path const& file) {
    auto const text = results::read_text_file(file);
    if (!text) {
        auto f = text.error();
        f.code = errc::invalid_option; // a file of the person's, not a result
        throw Error(std::move(f));
    }
    return adapters::runtime_description_from_json(*text, file).value();
}

} // namespace

std::vector<std::string> shipped_runtimes() {
    std::vector<std::string> out;
    std::error_code ec;
    for (fs::directory_iterator it(folder_of_descriptions(), ec), end; !ec && it != end; it.increment(ec))
        if (it->path().extension() == ".json") out.push_back(it->path().stem().string());
    std::sort(out.begin(), out.end());
    return out;
}

DescribedRuntimes described_runtimes(
    std::vector<std::string> const& files, std::vector<std::string> const& names) {
    DescribedRuntimes out;
    for (auto const& file : files) out.push_back(read_description(file));
    // By the folder's own list: a name out of a plan must not lead anywhere.
    for (auto const& shipped : shipped_runtimes())
        if (std::find(names.begin(), names.end(), shipped) != names.end() && !find(out, shipped))
            out.push_back(read_description(folder_of_descriptions() / (shipped + ".json")));
    return out;
}

void add_runtime_file_option(CLI::App& command, std::vector<std::string>& files) {
    command
        .add_option("--runtime-file", files,
            "Also the runtime that this JSON file describes (docs/runtime.schema.json); may be given several "
            "times")
        ->type_name("FILE")
        ->allow_extra_args(false);
}

std::vector<Options> options_of_modes(adapters::RuntimeDescription const& runtime, Workload const& workload) {
    std::vector<Options> out;
    for (auto const& mode : runtime.modes) {
        if (!(workload.needs().has(Capability::http) ? mode.serve.has_value() : mode.run.has_value()))
            continue;
        out.push_back(out.empty() ? Options{} : Options{{"mode", mode.name}});
    }
    return out.empty() ? std::vector<Options>{{}} : out;
}

adapters::RuntimeDescription const* find(DescribedRuntimes const& all, std::string_view name) {
    auto const it = std::find_if(all.begin(), all.end(), [&](auto const& d) { return d.name == name; });
    return it == all.end() ? nullptr : &*it;
}

} // namespace wasmbench::tool
