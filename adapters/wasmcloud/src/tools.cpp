#include "tools.hpp"

#include "nats_info.hpp"

#include <wasmbench/adapters/common/program.hpp>

#include <cstdlib>

namespace wasmbench::adapters::wasmcloud {
namespace {

namespace fs = std::filesystem;

constexpr char const* provider_variable = "WASMBENCH_WASMCLOUD_PROVIDER";
constexpr char const* install_wasmcloud = "./scripts/runtimes install wasmcloud";
constexpr char const* install_nats = "./scripts/runtimes install nats-server";

std::string environment(char const* name) {
    auto const* value = std::getenv(name);
    return value ? value : "";
}

std::optional<fs::path> prefix() {
    if (auto p = environment("WASMBENCH_PREFIX"); !p.empty()) return p;
    if (auto p = environment("XDG_CACHE_HOME"); !p.empty()) return fs::path(p) / "wasmbench";
    if (auto p = environment("HOME"); !p.empty()) return fs::path(p) / ".cache" / "wasmbench";
    return std::nullopt;
}

// Finds a program; a version below `minimum` is as good as none. Returns its version, or sets tools.availability.
std::string find(Tools& tools, fs::path& into, std::string_view name, std::optional<fs::path> const& chosen,
    char const* fix, std::string_view minimum) {
    auto a = program_availability(name, chosen, fix);
    if (a.usable && a.version.starts_with('v')) a.version.erase(0, 1);
    if (a.usable && !at_least(a.version, minimum))
        a = Availability::no(std::string(name) + " is " + a.version + ", older than the " + std::string(minimum) +
                                 " that is needed",
            fix);
    if (!a.usable) {
        tools.availability = std::move(a);
        return {};
    }
    into = fs::absolute(chosen ? *chosen : *find_program(name));
    return a.version;
}

Availability find_provider(fs::path& into, std::optional<fs::path> const& chosen) {
    auto const variable = environment(provider_variable);
    if (chosen)
        into = *chosen;
    else if (!variable.empty())
        into = variable;
    else if (auto const p = prefix())
        into = *p / "share" / "wasmcloud" / "http-server.par.gz";
    std::error_code ec;
    into = fs::absolute(into, ec);
    if (fs::is_regular_file(into, ec)) return Availability::yes();
    return Availability::no("the archive of wasmCloud's HTTP provider is not there: " + into.string(),
        variable.empty() || chosen ? std::string(install_wasmcloud)
                                   : std::string("correct or unset ") + provider_variable);
}

} // namespace

Tools find_tools(WasmcloudConfig const& config) {
    Tools t;
    if (find(t, t.nats_server, "nats-server", config.nats_server, install_nats, nats_minimum).empty()) return t;
    if (find(t, t.wadm, "wadm", config.wadm, install_wasmcloud, wadm_minimum).empty()) return t;
    auto const version = find(t, t.host, "wasmcloud", config.host, install_wasmcloud, "1.0");
    if (version.empty()) return t;
    t.availability = find_provider(t.provider, config.provider);
    if (!t.availability.usable) return t;
    t.availability.version = version;
    t.availability.files = {t.host, t.nats_server, t.wadm, t.provider};
    auto const help = run_tool(t.host, {"--help"}, std::chrono::seconds(10));
    t.builtin_server = help && help->text.find("--experimental-features") != std::string::npos;
    return t;
}

} // namespace wasmbench::adapters::wasmcloud
