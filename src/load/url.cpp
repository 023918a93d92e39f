#include "invalid_option.hpp"

#include <wasmbench/load/url.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

namespace wasmbench::load {
namespace {

bool equal_ignoring_case(std::string_view a, std::string_view lower) {
    auto to_lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(
        a.begin(), a.end(), lower.begin(), lower.end(), [&](char x, char y) { return to_lower(x) == y; });
}

bool parse_port(std::string_view text, std::uint16_t& port) {
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port != 0;
}

} // namespace

Result<ParsedUrl> parse_url(std::string_view url) {
    auto bad = [&](std::string expected, std::string remedy) {
        return invalid_option("load: URL", std::string(url), std::move(expected), std::move(remedy));
    };
    std::string const form = "http://host:port/path";

    if (std::any_of(url.begin(), url.end(), [](char c) { return c <= 0x20 || c >= 0x7f; }))
        return bad("visible ASCII characters only", "percent-encode the others, a space as %20");
    auto const separator = url.find("://");
    if (separator == std::string_view::npos)
        return bad(form, "write the scheme in front: http://" + std::string(url));
    auto const scheme = url.substr(0, separator);
    if (equal_ignoring_case(scheme, "https"))
        return bad(
            "scheme http", "https is not supported: measure the server without TLS, or before its proxy");
    if (!equal_ignoring_case(scheme, "http"))
        return bad("scheme http", "only HTTP/1.1 over TCP is supported");

    auto rest = url.substr(separator + 3);
    rest = rest.substr(0, rest.find('#'));
    auto const path = std::min(rest.find_first_of("/?"), rest.size());
    auto const authority = rest.substr(0, path);
    if (authority.find('@') != std::string_view::npos)
        return bad(form, "send credentials in an Authorization header instead of the URL");

    ParsedUrl parsed;
    std::string_view port;
    bool has_port = false;
    if (authority.starts_with('[')) {
        auto const close = authority.find(']');
        if (close == std::string_view::npos) return bad("http://[::1]:port/path", "close the bracket");
        parsed.endpoint.host = authority.substr(1, close - 1);
        port = authority.substr(close + 1);
        has_port = !port.empty();
        if (has_port && port.front() != ':')
            return bad("http://[::1]:port/path", "put a colon before the port");
    } else {
        auto const colon = std::min(authority.find(':'), authority.size());
        if (authority.rfind(':') != authority.find(':'))
            return bad(form, "put an IPv6 address in brackets, as in http://[::1]:8080/");
        parsed.endpoint.host = authority.substr(0, colon);
        port = authority.substr(colon);
        has_port = !port.empty();
    }
    if (parsed.endpoint.host.empty()) return bad(form, "name a host, such as 127.0.0.1");
    parsed.endpoint.port = 80;
    if (has_port && !parse_port(port.substr(1), parsed.endpoint.port))
        return bad("a port from 1 to 65535", "correct the number after the colon, or leave both out for 80");
    // The Host header is what the URL says (RFC 9110, 7.2): an IPv6 address keeps its brackets, a missing
    // port stays missing.
    parsed.endpoint.host_header = authority;

    parsed.target = rest.substr(path);
    if (!parsed.target.starts_with('/')) parsed.target.insert(0, 1, '/');
    return parsed;
}

} // namespace wasmbench::load
