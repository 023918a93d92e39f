#include "invalid_option.hpp"

#include <wasmbench/load/url.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
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

/// "%2Ftmp%2Fs" -> "/tmp/s"; nullopt for a percent sign without two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned byte = 0;
        auto const digits = text.substr(i + 1, 2);
        auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

std::string target_of(std::string_view path_and_query) {
    return (path_and_query.starts_with('/') ? "" : "/") + std::string(path_and_query);
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
    bool const over_unix = equal_ignoring_case(scheme, "http+unix");
    if (!over_unix && !equal_ignoring_case(scheme, "http"))
        return bad("scheme http or http+unix", "only HTTP/1.1 over TCP or a unix socket is supported");

    auto rest = url.substr(separator + 3);
    rest = rest.substr(0, rest.find('#'));
    auto const path = std::min(rest.find_first_of("/?"), rest.size());
    auto const authority = rest.substr(0, path);
    if (over_unix) {
        ParsedUrl parsed;
        auto const socket = percent_decoded(authority);
        if (!socket || socket->empty() || socket->find('\0') != socket->npos)
            return bad(
                "http+unix://%2Fpath%2Fof%2Fsocket/path", "write the socket's path with %2F for each slash");
        parsed.endpoint.unix_socket = *socket;
        parsed.endpoint.host = "localhost";
        parsed.endpoint.host_header = "localhost";
        parsed.target = target_of(rest.substr(path));
        return parsed;
    }
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

    parsed.target = target_of(rest.substr(path));
    return parsed;
}

} // namespace wasmbench::load
