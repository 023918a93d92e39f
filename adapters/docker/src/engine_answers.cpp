#include "engine_answers.hpp"

#include <wasmbench/core/diagnostics.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace wasmbench::adapters::docker {
namespace {

using Json = nlohmann::json;

// Thrown where a document is JSON of another shape, as nlohmann's own exceptions.
struct OtherShape {};

// A whole number that fits: get<>() would take 1e300 and 2^40 + 1 for an int, too.
template <class T>
T whole_in(Json const& value) {
    if (value.is_number_unsigned()) {
        if (auto const n = value.get<std::uint64_t>(); std::in_range<T>(n)) return static_cast<T>(n);
    } else if (value.is_number_integer()) {
        if (auto const n = value.get<std::int64_t>(); std::in_range<T>(n)) return static_cast<T>(n);
    }
    throw OtherShape();
}

// Calls `read` with the document; nullopt when it is no JSON or `read` meets another shape.
template <class Read>
auto read_json(std::string_view body, Read read) -> std::optional<decltype(read(Json()))> {
    try {
        return read(Json::parse(body));
    } catch (Json::exception const&) {
        return std::nullopt;
    } catch (OtherShape) {
        return std::nullopt;
    }
}

std::string text_or_empty(Json const& object, char const* key) {
    auto const it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// Every run of 64 or more hexadecimal digits as its first 12.
std::string shorten_ids(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        auto const digits = std::min(text.find_first_not_of("0123456789abcdef"), text.size());
        auto const run = digits > 0 ? digits : std::min(text.find_first_of("0123456789abcdef"), text.size());
        out += text.substr(0, digits >= 64 ? 12 : run);
        text.remove_prefix(run);
    }
    return out;
}

} // namespace

std::optional<EngineVersion> parse_version(std::string_view body) {
    return read_json(body, [](Json const& j) {
        return EngineVersion{j.at("Version").get<std::string>(), j.at("ApiVersion").get<std::string>(),
            text_or_empty(j, "MinAPIVersion")};
    });
}

std::optional<std::string> parse_cgroup_driver(std::string_view info) {
    return read_json(info, [](Json const& j) { return j.at("CgroupDriver").get<std::string>(); });
}

std::optional<std::string> parse_id(std::string_view create) {
    return read_json(create, [](Json const& j) { return j.at("Id").get<std::string>(); });
}

std::optional<ContainerState> parse_state(std::string_view body) {
    return read_json(body, [](Json const& j) {
        auto const& s = j.at("State");
        ContainerState c;
        c.id = j.at("Id").get<std::string>();
        c.status = s.at("Status").get<std::string>();
        c.running = s.at("Running").get<bool>();
        c.out_of_memory = s.value("OOMKilled", false);
        if (auto const pid = s.find("Pid"); pid != s.end()) c.pid = whole_in<int>(*pid);
        c.exit_code = whole_in<int>(s.at("ExitCode"));
        c.error = text_or_empty(s, "Error");
        if (auto const path = text_or_empty(j, "Path"); !path.empty()) {
            c.command.push_back(path);
            if (auto const it = j.find("Args"); it != j.end() && it->is_array())
                for (auto const& a : *it) c.command.push_back(a.get<std::string>());
        }
        return c;
    });
}

std::optional<int> parse_exit_code(std::string_view wait) {
    return read_json(wait, [](Json const& j) { return whole_in<int>(j.at("StatusCode")); });
}

std::optional<ContainerStats> parse_stats(std::string_view body) {
    return read_json(body, [](Json const& j) {
        return ContainerStats{whole_in<std::uint64_t>(j.at("cpu_stats").at("cpu_usage").at("total_usage")),
            whole_in<std::uint64_t>(j.at("memory_stats").at("usage"))};
    });
}

std::optional<std::vector<ListedObject>> parse_list(std::string_view body) {
    return read_json(body, [](Json const& j) {
        std::vector<ListedObject> out;
        for (auto const& item : j.get_ref<Json::array_t const&>()) {
            ListedObject o;
            o.id = item.at("Id").get<std::string>();
            // null where there are none
            if (auto const it = item.find("Labels"); it != item.end() && it->is_object())
                o.labels = it->get<std::map<std::string, std::string>>();
            for (auto const* names : {"Names", "RepoTags"}) {
                auto const it = item.find(names);
                if (it == item.end() || !it->is_array() || it->empty() || !it->front().is_string()) continue;
                o.name = it->front().get<std::string>();
                if (o.name == "<none>:<none>") o.name.clear(); // an image in between
                if (o.name.starts_with('/')) o.name.erase(0, 1);
            }
            out.push_back(std::move(o));
        }
        return out;
    });
}

std::string parse_gateway(std::string_view network) {
    auto const gateway = read_json(network, [](Json const& j) {
        for (auto const& config : j.at("IPAM").at("Config"))
            if (auto text = text_or_empty(config, "Gateway"); text.find('.') != std::string::npos) return text;
        return std::string();
    });
    return gateway.value_or("");
}

std::string error_message(std::string_view body) {
    auto const message = read_json(body, [](Json const& j) { return j.at("message").get<std::string>(); });
    return message ? shorten_ids(*message) : wasmbench::detail::printable(body.substr(0, 200), '?');
}

BuildOutcome parse_build(std::string_view body) {
    BuildOutcome out;
    while (!body.empty()) {
        auto const line = body.substr(0, body.find('\n'));
        body.remove_prefix(std::min(body.size(), line.size() + 1));
        if (line.find_first_not_of(" \r\t") == std::string_view::npos) continue;
        auto const j = Json::parse(line, nullptr, false);
        if (!j.is_object()) {
            out.error = "not the answer to a build: " + wasmbench::detail::printable(line.substr(0, 200), '?');
            break;
        }
        if (auto const error = text_or_empty(j, "error"); !error.empty()) out.error = error;
        if (auto const aux = j.find("aux"); aux != j.end() && aux->is_object())
            if (auto const id = text_or_empty(*aux, "ID"); !id.empty()) out.image_id = id;
    }
    if (!out.error.empty())
        out.image_id.clear();
    else if (out.image_id.empty())
        out.error = "the build ended without an image";
    return out;
}

} // namespace wasmbench::adapters::docker
