#include "invalid_option.hpp"
#include "token.hpp"

#include <wasmbench/load/request_source.hpp>

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <string_view>

namespace wasmbench::load {
namespace {

bool is_target(std::string_view s) {
    return s.starts_with('/') && std::none_of(s.begin(), s.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
    });
}

bool is_field_value(std::string_view s) {
    return std::none_of(s.begin(), s.end(),
        [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

} // namespace

Result<std::string> request_text(HttpEndpoint const& endpoint, Request const& request) {
    auto bad = [](std::string subject, std::string expected, std::string remedy = {}) {
        return invalid_option("load: request", std::move(subject), std::move(expected), std::move(remedy));
    };
    if (!is_token(request.method) || request.method == "CONNECT")
        return bad("method \"" + request.method + "\"", "a method such as GET or POST");
    if (!is_target(request.target))
        return bad("target \"" + request.target + "\"", "a path that begins with /",
            "percent-encode spaces and control characters");

    std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
    bool has_host = false;
    std::string fields;
    for (auto const& [name, value] : request.headers) {
        if (!is_token(name)) return bad("header \"" + name + "\"", "a header name without spaces or colons");
        if (!is_field_value(value)) return bad("value of header \"" + name + "\"", "one line of text");
        if (boost::iequals(name, "Content-Length") || boost::iequals(name, "Transfer-Encoding"))
            return bad(
                "header \"" + name + "\"", "no framing header", "leave it out: it is made from the body");
        has_host = has_host || boost::iequals(name, "Host");
        fields += name + ": " + value + "\r\n";
    }
    if (!has_host) {
        auto const host = endpoint.authority();
        if (!is_field_value(host)) return bad("Host \"" + host + "\"", "one line of text");
        text += "Host: " + host + "\r\n";
    }
    bool const announces_body =
        request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (announces_body || !request.body.empty())
        fields += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return text + fields + "\r\n" + request.body;
}

} // namespace wasmbench::load
