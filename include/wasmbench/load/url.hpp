#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/result.hpp>

#include <string>
#include <string_view>

namespace wasmbench::load {

/// A URL taken apart, ready for LoadPlan.
struct ParsedUrl {
    HttpEndpoint endpoint;
    /// Path and query as they are sent: "/state?n=1". Never empty.
    std::string target;
};

/// Takes "http://host[:port][/path][?query][#fragment]" apart (RFC 3986, the part of it that a load needs).
/// The port is 80 when there is none; an IPv6 address stands in brackets; a fragment is dropped, as it is
/// never sent. Nothing is decoded or encoded. "http+unix://%2Frun%2Fapp.sock/path" names a unix socket, with
/// its path in the place of the host and a percent code for each slash; the Host header is then "localhost".
///
/// Failure with errc::invalid_option, and what to do in its remedy: no scheme, https or another scheme, user
/// information, an empty host, a bad port, characters that must be percent-encoded. Resolves nothing.
Result<ParsedUrl> parse_url(std::string_view url);

} // namespace wasmbench::load
