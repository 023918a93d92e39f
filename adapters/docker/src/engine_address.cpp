#include "engine_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <cstdlib>

#include <sys/un.h>

namespace wasmbench::adapters::docker {
namespace {

constexpr std::string_view usual = "unix:///var/run/docker.sock";

Failure refused(std::string_view text, std::string expected) {
    Diagnostics d;
    d.stage = "find the Docker engine";
    d.subject = "DOCKER_HOST=" + std::string(text);
    d.expected = std::move(expected);
    d.remedy = "correct or unset DOCKER_HOST";
    return {errc::invalid_option, std::move(d)};
}

bool take(std::string_view& text, std::string_view prefix) {
    if (text.substr(0, prefix.size()) != prefix) return false;
    text.remove_prefix(prefix.size());
    return true;
}

} // namespace

std::string to_string(EngineAddress const& a) {
    if (a.local()) return "unix://" + a.socket;
    return "tcp://" + (a.host.find(':') == std::string::npos ? a.host : "[" + a.host + "]") + ":" +
           std::to_string(a.port);
}

Result<EngineAddress> parse_engine_address(std::string_view text, bool allow_tcp) {
    auto rest = text;
    EngineAddress a;
    if (take(rest, "unix://")) {
        constexpr std::size_t longest = sizeof(sockaddr_un::sun_path) - 1;
        if (rest.empty() || rest[0] != '/') return refused(text, "an absolute path after unix://");
        if (rest.size() > longest)
            return refused(text, "a path of at most " + std::to_string(longest) + " characters");
        a.socket = rest;
        return a;
    }
    if (!take(rest, "tcp://")) return refused(text, "unix:///path/of/docker.sock");
    if (!allow_tcp) return refused(text, "unix:///path/of/docker.sock (an engine over tcp must be allowed)");
    auto const colon = rest.rfind(':');
    auto host = rest.substr(0, colon);
    if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    auto const port = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    auto const r = std::from_chars(port.data(), port.data() + port.size(), a.port);
    error_code ec;
    boost::asio::ip::make_address(std::string(host), ec);
    if (ec || r.ec != std::errc{} || r.ptr != port.data() + port.size() || a.port == 0)
        return refused(text, "tcp://ADDRESS:PORT with a numeric address");
    a.host = host;
    return a;
}

Result<EngineAddress> engine_address(std::optional<std::string> const& chosen, bool allow_tcp) {
    if (chosen) return parse_engine_address(*chosen, allow_tcp);
    if (auto const* v = std::getenv("DOCKER_HOST"); v != nullptr && *v != '\0')
        return parse_engine_address(v, allow_tcp);
    return parse_engine_address(usual, allow_tcp);
}

} // namespace wasmbench::adapters::docker
