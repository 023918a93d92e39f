#pragma once

#include <wasmbench/load/request_source.hpp>

#include <cstdint>
#include <vector>

namespace wasmbench::load::detail {

/// A source of requests whose bytes are made once: always the first target, or one of several drawn by
/// weight. The draw of request k depends on `seed` and k alone, whichever thread sends it.
///
/// `closing`: every request asks to close the connection.
///
/// Failure with errc::invalid_option: as request_text(), a weight that is not positive and finite, an
/// expected status outside 200 to 599.
Result<RequestSourceFactory> fixed_sources(
    HttpEndpoint const& endpoint, std::vector<Target> targets, std::uint64_t seed, bool closing);

} // namespace wasmbench::load::detail
