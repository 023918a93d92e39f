#include "engine_requests.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cctype>
#include <charconv>

namespace wasmbench::adapters::docker {
namespace {

using Json = nlohmann::json;

// The newest version of the API whose description this file was written with.
constexpr std::string_view newest = "1.47";

// "1.41" -> {1, 41}
std::array<unsigned, 2> numbers(std::string_view version) {
    std::array<unsigned, 2> n{};
    auto const dot = version.find('.');
    auto const major = version.substr(0, dot);
    auto const minor = dot == std::string_view::npos ? std::string_view() : version.substr(dot + 1);
    std::from_chars(major.data(), major.data() + major.size(), n[0]);
    std::from_chars(minor.data(), minor.data() + minor.size(), n[1]);
    return n;
}

std::string container_target(std::string const& api, std::string const& container, std::string const& rest) {
    return api + "/containers/" + percent_encoded(container) + rest;
}

std::string filters(std::string_view key, std::string_view value) {
    Json const f{{"label", {std::string(key) + "=" + std::string(value)}}};
    return percent_encoded(f.dump());
}

} // namespace

std::string api_prefix(std::string_view engine, std::string_view oldest) {
    auto version = engine;
    if (numbers(engine) > numbers(newest)) version = newest;
    if (numbers(oldest) > numbers(version)) version = oldest;
    return "/v" + std::string(version);
}

std::string percent_encoded(std::string_view text) {
    constexpr char const* hex = "0123456789ABCDEF";
    std::string out;
    for (char c : text) {
        auto const u = static_cast<unsigned char>(c);
        if (std::isalnum(u) || c == '-' || c == '.' || c == '_' || c == '~')
            out += c;
        else
            out += {'%', hex[u >> 4u], hex[u & 15u]};
    }
    return out;
}

std::string create_body(ContainerPlan const& p) {
    auto const& s = p.settings;
    auto const limits = limits_of(s);
    Json host{
        {"CapDrop", {"ALL"}},
        {"ReadonlyRootfs", true},
        {"SecurityOpt", {"no-new-privileges"}},
        {"RestartPolicy", {{"Name", "no"}}},
        {"AutoRemove", false}, // it is looked at after its end
        {"Init", false},
        // Whatever the engine's default is: its output must be readable.
        {"LogConfig", {{"Type", "json-file"}, {"Config", Json::object()}}},
        {"Memory", limits.memory_bytes},
        {"MemorySwap", limits.memory_bytes}, // memory and swap together: none of the latter
        {"PidsLimit", limits.pids},
        {"NetworkMode", s.network == Network::host ? "host" : s.network == Network::none ? "none" : "bridge"},
    };
    if (!p.cgroup_parent.empty()) host["CgroupParent"] = p.cgroup_parent;
    if (s.nano_cpus) host["NanoCpus"] = *s.nano_cpus;
    Json body{
        {"Image", p.image},
        {"Cmd", p.arguments},
        {"Labels", p.labels},
        {"Tty", false},
        {"OpenStdin", false},
    };
    if (s.network == Network::published) {
        auto const inside = std::to_string(container_port) + "/tcp";
        body["ExposedPorts"] = {{inside, Json::object()}};
        host["PortBindings"] = {
            {inside, Json::array({{{"HostIp", "127.0.0.1"}, {"HostPort", std::to_string(p.port)}}})}};
    }
    body["HostConfig"] = std::move(host);
    return body.dump();
}

std::string dockerfile(std::string_view program, Labels const& labels) {
    std::string text = "FROM scratch\nLABEL";
    for (auto const& [key, value] : labels) text += " " + Json(key).dump() + "=" + Json(value).dump();
    Json const from{std::string(program), "/" + std::string(program)};
    text += "\nCOPY " + from.dump();
    text += "\nENTRYPOINT " + Json::array({"/" + std::string(program)}).dump() + "\n";
    return text;
}

std::vector<TarEntry> build_context(std::filesystem::path const& program, Labels const& labels) {
    auto const name = program.filename().string();
    std::vector<TarEntry> entries(2);
    entries[0].name = "Dockerfile";
    entries[0].text = dockerfile(name, labels);
    entries[1].name = name;
    entries[1].mode = 0755;
    entries[1].file = program;
    return entries;
}

EngineRequest version_request() {
    return {"GET", "/version", {}};
}

EngineRequest info_request(std::string const& api) {
    return {"GET", api + "/info", {}};
}

EngineRequest build_request(std::string const& api, std::string const& tag,
    std::filesystem::path const& program, Labels const& labels) {
    EngineRequest r{
        "POST", api + "/build?t=" + percent_encoded(tag) + "&nocache=1&rm=1&forcerm=1&networkmode=none", {}};
    r.archive = build_context(program, labels);
    return r;
}

EngineRequest create_request(std::string const& api, ContainerPlan const& plan) {
    return {"POST", api + "/containers/create?name=" + percent_encoded(plan.name), create_body(plan)};
}

EngineRequest start_request(std::string const& api, std::string const& container) {
    return {"POST", container_target(api, container, "/start"), {}};
}

EngineRequest wait_request(std::string const& api, std::string const& container) {
    return {"POST", container_target(api, container, "/wait?condition=not-running"), {}};
}

EngineRequest inspect_request(std::string const& api, std::string const& container) {
    return {"GET", container_target(api, container, "/json"), {}};
}

EngineRequest logs_request(std::string const& api, std::string const& container) {
    return {"GET", container_target(api, container, "/logs?stdout=1&stderr=1"), {}};
}

EngineRequest stats_request(std::string const& api, std::string const& container) {
    return {"GET", container_target(api, container, "/stats?stream=0&one-shot=1"), {}};
}

EngineRequest kill_request(
    std::string const& api, std::string const& container, std::string const& signal) {
    return {"POST", container_target(api, container, "/kill?signal=" + percent_encoded(signal)), {}};
}

EngineRequest remove_container_request(std::string const& api, std::string const& container) {
    return {"DELETE", container_target(api, container, "?force=1&v=1"), {}};
}

EngineRequest inspect_network_request(std::string const& api, std::string const& network) {
    return {"GET", api + "/networks/" + percent_encoded(network), {}};
}

EngineRequest inspect_image_request(std::string const& api, std::string const& image) {
    return {"GET", api + "/images/" + percent_encoded(image) + "/json", {}};
}

EngineRequest remove_image_request(std::string const& api, std::string const& image) {
    return {"DELETE", api + "/images/" + percent_encoded(image) + "?force=1", {}};
}

EngineRequest list_containers_request(std::string const& api, std::string_view key, std::string_view value) {
    return {"GET", api + "/containers/json?all=1&filters=" + filters(key, value), {}};
}

EngineRequest list_images_request(std::string const& api, std::string_view key, std::string_view value) {
    return {"GET", api + "/images/json?all=1&filters=" + filters(key, value), {}};
}

} // namespace wasmbench::adapters::docker
