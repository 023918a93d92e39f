#pragma once

#include <wasmbench/core/exit_report.hpp>
#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

namespace wasmbench {

/// An HTTP/1.1 server. `host` is a numeric address or a name; `host_header` is sent when not empty, otherwise
/// "host:port". With `unix_socket`, a path, the server listens there instead; host and port then only make the Host header.
struct HttpEndpoint {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::string host_header;
    std::string unix_socket = {};

    /// What the Host header says.
    std::string authority() const {
        return host_header.empty() ? host_and_port() : host_header;
    }
    /// "http://127.0.0.1:8080/state" of the target "/state".
    std::string url(std::string_view target) const {
        return "http://" + host_and_port() + std::string(target);
    }
    /// "127.0.0.1:8080"; an IPv6 address in brackets (RFC 3986, section 3.2.2).
    std::string host_and_port() const {
        bool const ipv6 = host.find(':') != std::string::npos; // RFC 3986, section 3.2.2
        return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
    }
};

/// An instance inside the harness's process. The callable is not thread-safe unless the adapter says so.
struct CallEndpoint {
    std::function<Result<std::string>(std::string_view)> call;
};

/// A one-shot program that has already run to its end: what it printed, and how it ended.
struct CommandEndpoint {
    std::string output;
    ExitReport exit;
};

using Endpoint = std::variant<HttpEndpoint, CallEndpoint, CommandEndpoint>;

} // namespace wasmbench
