#include "curl_command.hpp"

#include <fmt/core.h>

namespace wasmbench::plan {

Command curl_command(std::filesystem::path const& curl, HttpEndpoint const& endpoint, Request const& request,
    double most_seconds) {
    Command c;
    c.program = curl;
    c.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"};
    // -q has to be the first: it keeps ~/.curlrc away.
    c.arguments = {"-q", "--silent", "--show-error", "--fail", "--max-time", fmt::format("{:.3f}", most_seconds)};
    auto add = [&c](std::string option, std::string value) {
        c.arguments.push_back(std::move(option));
        c.arguments.push_back(std::move(value));
    };
    if (request.method != "GET") add("--request", request.method);
    if (!endpoint.host_header.empty()) add("--header", "Host: " + endpoint.host_header);
    for (auto const& [name, value] : request.headers) add("--header", name + ": " + value);
    if (!request.body.empty()) add("--data-raw", request.body);
    if (!endpoint.unix_socket.empty()) add("--unix-socket", endpoint.unix_socket);
    c.arguments.push_back(endpoint.url(request.target));
    return c;
}

} // namespace wasmbench::plan
