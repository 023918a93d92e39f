#include "library.hpp"

#include "trap_signals.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include <dlfcn.h>

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

namespace fs = std::filesystem;

constexpr char const* variable = "WASMBENCH_WASMTIME_C_API";
constexpr char const* install = "./scripts/runtimes install wasmtime-c-api";
constexpr std::string_view known_versions = "48."; // within a long-term release the C API does not change
#ifdef __APPLE__
constexpr char const* library_name = "libwasmtime.dylib";
#else
constexpr char const* library_name = "libwasmtime.so";
#endif

std::string environment(char const* name) {
    auto const* value = std::getenv(name);
    return value ? value : "";
}

Library absent(std::string reason, std::string fix) {
    Library l;
    l.availability = Availability::no(std::move(reason), std::move(fix));
    return l;
}

} // namespace

std::optional<std::string> stated_version(fs::path const& directory) {
    std::ifstream header(directory / "include" / "wasmtime.h");
    constexpr std::string_view define = "#define WASMTIME_VERSION \"";
    for (std::string line; std::getline(header, line);)
        if (line.starts_with(define))
            return line.substr(define.size(), line.find('"', define.size()) - define.size());
    return std::nullopt;
}

std::optional<fs::path> c_api_folder(std::optional<fs::path> const& chosen) {
    if (chosen) return chosen;
    if (auto p = environment(variable); !p.empty()) return p;
    if (auto p = environment("WASMBENCH_PREFIX"); !p.empty()) return p;
    if (auto p = environment("XDG_CACHE_HOME"); !p.empty()) return fs::path(p) / "wasmbench";
    if (auto p = environment("HOME"); !p.empty()) return fs::path(p) / ".cache" / "wasmbench";
    return std::nullopt;
}

Library load_library(std::optional<fs::path> const& chosen) {
    auto const folder = c_api_folder(chosen);
    if (!folder)
        return absent("there is no folder to look for Wasmtime's C API in", std::string("set ") + variable);
    bool const named = chosen || !environment(variable).empty();
    auto const fix = named ? std::string("correct or unset ") + variable : std::string(install);
    auto const file = *folder / "lib" / library_name;
    std::error_code ec;
    if (!fs::is_regular_file(file, ec))
        return absent("Wasmtime's C API is not installed: there is no " + file.string(), fix);
    auto const version = stated_version(*folder);
    if (!version)
        return absent((*folder / "include" / "wasmtime.h").string() +
                          " does not exist or states no version, and the library itself cannot tell its own",
            fix);
    if (!version->starts_with(known_versions))
        return absent(file.string() + " is Wasmtime " + *version + ", this adapter knows the C API of " +
                          std::string(known_versions) + "x",
            fix);

    // RTLD_LOCAL keeps its symbols apart from another libwasmtime that the harness may link.
    void* const handle = ::dlopen(fs::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!handle) {
        auto const* why = ::dlerror();
        return absent("cannot load " + file.string() + ": " + (why ? why : "unknown reason"), fix);
    }
    auto api = std::make_shared<CApi>();
    std::string missing;
    for_each_function(*api, [&](char const* name, auto*& function) {
        function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(handle, name));
        if (!function && missing.empty()) missing = name;
    });
    if (!missing.empty()) return absent(file.string() + " has no function " + missing, fix);
    // For the process, not for this library object: the handlers that it describes are the process's.
    static TrapSignals const signals(*api);
    return {Availability::yes(*version, {fs::absolute(file)}), std::move(api), [] { signals.reinstate(); }};
}

} // namespace wasmbench::adapters::wasmtime_embedded
