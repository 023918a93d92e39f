// URLs as a person types them: what is taken apart goes into a request, so nothing may get through that would
// end its line.

#include "fuzz_target.hpp"

#include <wasmbench/load/url.hpp>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::load;

bool is_visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    auto const text = Input(data, size).text();
    auto const url = parse_url(text);
    if (!url) {
        require(url.error().code == wasmbench::errc::invalid_option, "a refusal is an invalid option");
        require(!url.error().diagnostics.remedy.empty(), "a refusal says what to do");
        return 0;
    }
    auto const& e = url->endpoint;
    require(url->target.starts_with('/'), "a target begins with a slash");
    require(is_visible(url->target) && is_visible(e.host_header) && is_visible(e.host),
        "nothing ends the line of a request");
    require(url->target.find('#') == std::string::npos, "a fragment is not sent");
    require(!e.host.empty() && !e.host_header.empty(), "there is a host");
    require(e.host_header.find_first_of("/?#@") == std::string::npos, "a Host header is a host and a port");
    if (!e.unix_socket.empty()) {
        require(e.unix_socket.find('\0') == std::string::npos, "a socket's path has no end within it");
        return 0;
    }
    require(e.port != 0, "there is a port");
    auto const again = parse_url("http://" + e.host_header + url->target);
    require(again && again->target == url->target && again->endpoint.host == e.host &&
                again->endpoint.port == e.port && again->endpoint.host_header == e.host_header,
        "put together it is the same");
    return 0;
}
