#pragma once

#include <wasmbench/adapters/common/readiness.hpp>
#include <wasmbench/core/listen_watch.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>
#include <wasmbench/core/runtime.hpp>
#include <wasmbench/core/timeline.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::adapters {

/// Whose answer is awaited.
struct ReadyWatch {
    /// Looked at before each try: true ends the wait with exited_before_ready. Empty: the end cannot be seen.
    std::function<bool()> ended;
    /// An answer on a port that none of these nor their descendants listens on is not taken (see
    /// listener_owner). Empty: whoever listens.
    std::vector<ProcessIdentity> owners;
    /// Of the context's connector, made before what is timed; null: await_ready makes one itself.
    ListenWatch* listeners = nullptr;
    /// The last part of the start that is over as soon as the workload's own socket accepts; nullopt: the
    /// connection does not tell (a proxy accepts before).
    std::optional<StartPhase> over_when_accepting;
    /// Where the body of each answer goes, so that at the end it is that of the correct one, or of the last wrong or failed
    /// one, such as an error page; null: nowhere.
    std::string* body = nullptr;
};

/// Tries `spec.workload`'s first request at `endpoint` until the first complete correct answer, and marks
/// last_failure, connected, first_byte and ready in `timeline`. `spec.ready_within` counts from `launched_at`.
///
/// Errors: exited_before_ready, ready_timeout, wrong_answer, each with the last try in its diagnostics; the
/// caller adds the command, how it ended and its last words, and ends what it started. Terminal cancellation
/// throws operation_aborted, as every await does. All references must live until completion.
asio::awaitable<Result<void>> await_ready(RunContext& context, HttpEndpoint const& endpoint,
    StartSpec const& spec, TimePoint launched_at, ReadyWatch const& watch, Timeline& timeline,
    ReadinessPolicy policy = {});

/// What a wrong answer looked like, short enough for one line: `got "..."`.
std::string excerpt(std::string const& text);

} // namespace wasmbench::adapters
