#include "host_program.hpp"

#include <wasmbench/adapters/common/program.hpp>

#include <cstdlib>
#include <string>
#include <string_view>

#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

extern char** environ;

namespace wasmbench::adapters::sightglass {
namespace {

namespace fs = std::filesystem;

constexpr char const* program = "wasmbench-sightglass-host";

std::optional<fs::path> named_by(char const* variable) {
    auto const* const value = std::getenv(variable);
    if (!value || !*value) return std::nullopt;
    return fs::path(value);
}

fs::path this_program() {
#ifdef __APPLE__
    std::uint32_t size = 0;
    ::_NSGetExecutablePath(nullptr, &size);
    std::string file(size, '\0');
    if (::_NSGetExecutablePath(file.data(), &size) != 0) return {};
    return file.c_str();
#else
    std::error_code ec;
    return fs::read_symlink("/proc/self/exe", ec);
#endif
}

} // namespace

std::optional<fs::path> find_host(std::optional<fs::path> const& chosen) {
    if (chosen) return chosen;
    if (auto named = named_by("WASMBENCH_SIGHTGLASS_HOST")) return named;
    std::error_code ec;
    if (auto beside = this_program().parent_path() / program; fs::is_regular_file(beside, ec)) return beside;
    return find_program(program);
}

std::optional<fs::path> find_engine(std::optional<fs::path> const& chosen) {
    return chosen ? chosen : named_by("WASMBENCH_SIGHTGLASS_ENGINE");
}

std::vector<std::string> host_environment(fs::path const& scratch) {
    auto out = plain_environment(scratch);
    bool prefix_is_told = false;
    for (char** entry = environ; *entry; ++entry) {
        std::string_view const e = *entry;
        if (e.starts_with("WASMBENCH_OWNER=") || !(e.starts_with("WASMBENCH_") || e.starts_with("WASM_BENCH_"))) continue;
        prefix_is_told = prefix_is_told || e.starts_with("WASMBENCH_PREFIX=");
        out.emplace_back(e);
    }
    // Home is the scratch folder there, so what is looked for below it would not be found.
    if (auto const prefix = runtimes_prefix(); prefix && !prefix_is_told)
        out.push_back("WASMBENCH_PREFIX=" + fs::absolute(*prefix).string());
    return out;
}

} // namespace wasmbench::adapters::sightglass
