#include "nats_info.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace wasmbench::adapters::wasmcloud {

std::optional<NatsInfo> read_nats_info(std::string_view line) {
    constexpr std::string_view head = "INFO ";
    if (!line.starts_with(head)) return std::nullopt;
    auto const json = nlohmann::json::parse(line.substr(head.size()), nullptr, false);
    if (!json.is_object()) return std::nullopt;
    NatsInfo info;
    auto text = [&](char const* key) {
        auto const it = json.find(key);
        return it != json.end() && it->is_string() ? it->get<std::string>() : std::string();
    };
    info.name = text("server_name");
    info.version = text("version");
    if (auto const it = json.find("jetstream"); it != json.end() && it->is_boolean()) info.jetstream = it->get<bool>();
    return info;
}

bool at_least(std::string_view version, std::string_view minimum) {
    while (!minimum.empty()) {
        auto take = [](std::string_view& text) {
            unsigned value = 0;
            auto const r = std::from_chars(text.data(), text.data() + text.size(), value);
            text.remove_prefix(static_cast<std::size_t>(r.ptr - text.data()));
            text.remove_prefix(std::min(text.size(), text.find('.') == 0 ? std::size_t{1} : text.size()));
            return value;
        };
        auto const have = take(version);
        auto const need = take(minimum);
        if (have != need) return have > need;
    }
    return true;
}

Result<void> check_nats(NatsInfo const& info) {
    Diagnostics d;
    d.stage = "start nats-server";
    d.subject = "nats-server " + info.version;
    d.remedy = "run ./scripts/runtimes install nats-server";
    if (!at_least(info.version, nats_minimum)) {
        d.expected = "nats-server " + std::string(nats_minimum) +
                     " or newer (with an older one wadm never carries out a deployment)";
        return Failure{errc::unavailable, std::move(d)};
    }
    if (!info.jetstream) {
        d.expected = "a server with JetStream";
        return Failure{errc::unavailable, std::move(d)};
    }
    return {};
}

} // namespace wasmbench::adapters::wasmcloud
