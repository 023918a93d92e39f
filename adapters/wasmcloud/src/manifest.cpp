#include "manifest.hpp"

#include <nlohmann/json.hpp>

namespace wasmbench::adapters::wasmcloud {
namespace {

using Json = nlohmann::json;

// RFC 3986: what stands in a path as it is. Everything else of a file's name would be read as something else.
std::string file_url(std::filesystem::path const& file) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/+=@:,";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out = "file://";
    for (unsigned char c : file.string()) {
        if (plain.find(static_cast<char>(c)) != plain.npos)
            out += static_cast<char>(c);
        else
            out += {'%', digits[c >> 4u], digits[c & 15u]};
    }
    return out;
}

Json spread_scaler(unsigned instances) {
    return {{"type", "spreadscaler"}, {"properties", {{"instances", instances}}}};
}

Json link(std::uint16_t port) {
    Json const config = {{"name", "address"}, {"properties", {{"address", "127.0.0.1:" + std::to_string(port)}}}};
    return {{"type", "link"},
        {"properties", {{"target", "workload"}, {"namespace", "wasi"}, {"package", "http"},
                           {"interfaces", Json::array({"incoming-handler"})},
                           {"source_config", Json::array({config})}}}};
}

} // namespace

std::string manifest(Application const& a) {
    auto const provider = a.provider == Provider::builtin ? std::string("wasmcloud+builtin://http-server")
                                                          : file_url(a.archive);
    Json const workload = {{"name", "workload"}, {"type", "component"},
        {"properties", {{"image", file_url(a.component)}}},
        {"traits", Json::array({spread_scaler(concurrent_instances)})}};
    Json const server = {{"name", "http-server"}, {"type", "capability"}, {"properties", {{"image", provider}}},
        {"traits", Json::array({link(a.port), spread_scaler(1)})}};
    Json const application = {{"apiVersion", "core.oam.dev/v1beta1"}, {"kind", "Application"},
        {"metadata", {{"name", a.name}, {"annotations", {{"version", "v1"}, {"description", "wasmbench"}}}}},
        {"spec", {{"components", Json::array({workload, server})}}}};
    return application.dump();
}

} // namespace wasmbench::adapters::wasmcloud
