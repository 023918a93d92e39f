#include "boost_process.hpp"

#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/core/system.hpp>

#include <boost/asio/connect_pipe.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/writable_pipe.hpp>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <unistd.h>

namespace wasmbench::adapters {
namespace {

namespace asio = boost::asio;
namespace process = boost::process::v2;

std::string variable_for(std::string_view name) {
    std::string v = "WASMBENCH_";
    for (char c : name) v += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return v;
}

bool executable(std::filesystem::path const& p) {
    std::error_code ec;
    return std::filesystem::is_regular_file(p, ec) && ::access(p.c_str(), X_OK) == 0;
}

constexpr std::size_t text_limit = 64 * 1024;

// This process's own, with the mark by which a helper is found that outlives it.
std::vector<std::string> marked_environment() {
    std::vector<std::string> out{children_mark() + "tool"};
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
        if (!std::string_view(*entry).starts_with(any_children_mark)) out.emplace_back(*entry);
    return out;
}

std::vector<char const*> pointers_to(std::vector<std::string> const& words) {
    std::vector<char const*> out;
    for (auto const& w : words) out.push_back(w.c_str());
    out.push_back(nullptr);
    return out;
}

// In place of process_environment of Boost, whose body this build does not compile.
struct Environment {
    std::vector<char const*> entries; ///< the last is null

    template <class Launcher, class Path>
    boost::system::error_code on_setup(Launcher& launcher, Path const&, char const* const*) {
        launcher.env = entries.data();
        return {};
    }
};

} // namespace

std::optional<std::filesystem::path> runtimes_prefix() {
    auto value = [](char const* name) -> std::string {
        auto const* v = std::getenv(name);
        return v ? v : "";
    };
    if (auto p = value("WASMBENCH_PREFIX"); !p.empty()) return p;
    if (auto p = value("XDG_CACHE_HOME"); !p.empty()) return std::filesystem::path(p) / "wasmbench";
    if (auto p = value("HOME"); !p.empty()) return std::filesystem::path(p) / ".cache" / "wasmbench";
    return std::nullopt;
}

std::optional<std::filesystem::path> find_program(std::string_view name) {
    if (auto const* chosen = std::getenv(variable_for(name).c_str())) {
        if (executable(chosen)) return std::filesystem::absolute(chosen);
        return std::nullopt;
    }
    auto const found = process::environment::find_executable(std::string(name));
    if (!found.empty()) return std::filesystem::path(found.string());
    if (auto const p = runtimes_prefix()) {
        auto const file = *p / "bin" / name;
        if (executable(file)) return file;
    }
    return std::nullopt;
}

std::optional<ToolOutput> run_tool(std::filesystem::path const& program,
    std::vector<std::string> const& arguments, std::chrono::milliseconds limit) {
    try {
        asio::io_context context;
        asio::readable_pipe output(context);
        asio::writable_pipe input(context);
        asio::connect_pipe(output, input);
        // By number: given a pipe object, each binding makes a pipe of its own, and only the first is ever
        // read.
        int const write_end = input.native_handle();
        auto const environment = marked_environment(); // pointed to until the program runs
        process::process child(context, program.string(), arguments, process::process_stdio{nullptr, write_end, write_end},
            Environment{pointers_to(environment)});
        input.close();
        ToolOutput out;
        bool late = false;
        asio::steady_timer timer(context, limit);
        timer.async_wait([&](boost::system::error_code ec) {
            if (ec) return;
            late = true;
            boost::system::error_code ignored;
            output.close(ignored);
        });
        asio::async_read(output, asio::dynamic_buffer(out.text, text_limit),
            [&](boost::system::error_code, std::size_t) { timer.cancel(); });
        context.run();
        boost::system::error_code ec;
        if (late || out.text.size() >= text_limit) child.terminate(ec);
        out.exit_code = child.wait(ec);
        if (late) return std::nullopt;
        return out;
    } catch (boost::system::system_error const&) {
        return std::nullopt; // cannot be started: the caller says what is missing
    }
}

std::string first_number_word(std::string_view printed) {
    auto const digit = std::find_if(
        printed.begin(), printed.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
    auto const stop = std::find_if(
        digit, printed.end(), [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
    return {digit, stop};
}

Availability program_availability(std::string_view name, std::optional<std::filesystem::path> const& chosen,
    std::string_view fix, VersionQuestion const& question) {
    auto const program = chosen ? chosen : find_program(name);
    if (!program) {
        auto const variable = variable_for(name);
        if (auto const* v = std::getenv(variable.c_str()))
            return Availability::no(
                variable + " names " + std::string(v) + ", which is not an executable file",
                "correct or unset " + variable);
        return Availability::no(
            std::string(name) + " is not on PATH and not in the wasmbench prefix", std::string(fix));
    }
    if (!executable(*program))
        return Availability::no(program->string() + " is not an executable file", std::string(fix));
    auto asked = program->string();
    for (auto const& a : question.arguments) asked += " " + a;
    auto const answer = run_tool(*program, question.arguments, std::chrono::seconds(10));
    if (!answer || answer->exit_code != 0)
        return Availability::no(asked + (answer ? " ended with status " + std::to_string(answer->exit_code)
                                                : std::string(" did not answer within 10 s")),
            std::string(fix));
    auto version = question.version_in(answer->text);
    if (version.empty()) return Availability::no(asked + " names no version", std::string(fix));
    std::error_code ec;
    auto const file = std::filesystem::canonical(*program, ec); // a link into the folder of a version
    return Availability::yes(std::move(version), {ec ? *program : file});
}

std::vector<std::string> plain_environment(std::filesystem::path const& scratch) {
    return {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C", "HOME=" + scratch.string(),
        "TMPDIR=" + scratch.string()};
}

Result<Command> installed_command(RunContext const& context, std::string_view name,
    std::optional<std::filesystem::path> const& chosen, std::string_view fix) {
    auto program = chosen ? chosen : find_program(name);
    if (!program) {
        Diagnostics d;
        d.stage = "find " + std::string(name);
        d.subject = program_availability(name, chosen, fix).reason;
        d.remedy = "run " + std::string(fix);
        return Failure{errc::unavailable, std::move(d)};
    }
    Command c;
    c.program = *program;
    c.environment = plain_environment(context.scratch);
    c.working_directory = context.scratch;
    c.log_stem = context.log_stem;
    return c;
}

} // namespace wasmbench::adapters
