#pragma once

#include <cstdint>

namespace wasmbench::plan {

/// What a trial also does by the method of the published study, beside ours and after it: one `curl` process per
/// request, a service polled for readiness by curl, one look at the resident set. The defaults are that study's
/// counts. Its figures are named `old/...` and are in no figure of ours.
struct OldMethod {
    std::uint32_t warmup_requests = 5;
    std::uint32_t sequential_requests = 50; ///< a process each, one after the other
    std::uint32_t concurrent_requests = 200;
    std::uint32_t connections = 10;  ///< processes at once, of the concurrent requests
    double poll_seconds = 0.01;      ///< pause between two tries of a start
    std::uint32_t blocks = 10;       ///< in the first so many blocks; it takes seconds of each trial

    friend bool operator==(OldMethod const&, OldMethod const&) = default;
};

} // namespace wasmbench::plan
