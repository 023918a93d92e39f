#pragma once

namespace wasmbench::tool {

/// What the command's exit status says. Documented in `wasmbench --help`.
enum ExitStatus : int {
    everything_measured = 0,
    some_trials_failed = 1, ///< or were discarded
    selfcheck_beyond_limits = 1, ///< of `selfcheck`: the harness is not as good as it is meant to be
    leftovers_remain = 1,        ///< of `clean`
    unusable_input = 2,
    results_not_written = 3,
    interrupted = 130, ///< 128 + SIGINT, as shells say it
};

/// What the exit status of `wasmbench compare` says beside unusable_input, its only one for any error.
enum CompareStatus : int {
    not_worse = 0,
    regressed = 1,
    inconclusive = 3,
};

} // namespace wasmbench::tool
