#pragma once

#include <wasmbench/core/error.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/core/timeline.hpp>

#include <chrono>
#include <optional>
#include <string>

namespace wasmbench::adapters {

/// When to try again. The pause grows with the time already waited, so that the resolution is a fixed share of what is
/// measured; and it is at least as long as keeps the CPU time of the tries within a share of the time watched, so that the
/// start is not slowed by those who watch it.
///
/// Where the system tells when a socket begins to listen (Connector::watch_listeners), a connection that was refused is tried
/// again then, and in between only to be safe.
struct ReadinessPolicy {
    Duration shortest_pause = std::chrono::microseconds(50);
    Duration longest_pause = std::chrono::milliseconds(2);
    double pause_share = 0.005; ///< pause = share of the time since launch, within the two bounds
    double cpu_share = 0.04;    ///< of one core, for the tries; the longest pause bounds what it can ask for
    /// After a refusal, where the system tells: a try costs up to 0.1 ms of CPU, of which the start may be deprived.
    Duration told_pause = std::chrono::milliseconds(25);
    /// So long after it told, refusals are tried again as soon as cpu_share allows: it tells a moment before a connection is
    /// accepted, and on a busy machine the target may lose its core in that moment.
    Duration hint_window = std::chrono::milliseconds(20);
    Duration hinted_pause = std::chrono::microseconds(500); ///< the longest in that window
    Duration attempt_limit =
        std::chrono::seconds(2); ///< a connection that stays silent is given up after this
};

/// The steps from launch to the first correct answer, without I/O: the driver performs what next() says and
/// reports back what happened. Time is whatever the driver passes in, so a test can play any history.
///
/// A plain value; not thread-safe.
class Readiness {
public:
    /// What the driver has to do now.
    enum class Step {
        attempt, ///< connect, send the request, read one answer, at most until attempt_deadline()
        pause,   ///< wait until resume_at()
        ready,   ///< finished: the timeline is complete
        failed   ///< finished: failure() says why
    };
    /// How it ended.
    enum class Verdict {
        correct,
        refused, ///< nobody listens yet
        not_yet, ///< reset, silent, a status other than 200: servers do that while they start
        wrong,   ///< a 200 with a body that is not the answer: it will not get better
        not_ours ///< a correct answer from a process that is not the instance's
    };

    /// Whether listening() will be called when a socket of the machine begins to listen.
    enum class Told {
        no,
        from_now,    ///< somebody may listen already: the first step is a try
        since_launch ///< until then nobody listens: the first step is a pause, and the launch is disturbed by nothing
    };

    /// Begins at `launched_at`; no step reaches beyond `deadline`.
    Readiness(ReadinessPolicy policy, TimePoint launched_at, TimePoint deadline, Told told = Told::no);

    /// The step that is due at `now`, which must not go backwards.
    Step next(TimePoint now);
    /// When the try under way counts as failed.
    TimePoint attempt_deadline() const noexcept { return attempt_deadline_; }
    /// Until when a pause lasts.
    TimePoint resume_at() const noexcept { return resume_at_; }

    /// The outcome of the attempt. `detail` is for the message ("connection refused", "status 503").
    void attempt_ended(Verdict verdict, TimePoint now, std::string detail);
    /// The attempt got no answer by its deadline. One that the end of all waiting has cut short says less than the one
    /// before it, whose detail is then kept.
    void attempt_timed_out(TimePoint now);
    /// CPU time that the watching has used in all since the first step; to be called before attempt_ended(). Never called:
    /// it is not known, and no pause is made longer for it.
    void used_cpu(Duration since_begin) noexcept { cpu_used_ = since_begin; }
    /// Some socket of the machine has begun to listen: a pause ends, and refusals are soon tried again.
    void listening(TimePoint now);
    /// The process ended. Has no effect once ready.
    void process_ended();

    /// Without diagnostics of the process; the driver adds its last words.
    Failure failure() const;
    /// Begin of the last attempt that failed, if any did.
    bool had_failure() const noexcept { return attempts_ > 1 || (attempts_ == 1 && step_ != Step::ready); }
    /// Begin of the last try that failed; only with had_failure().
    TimePoint last_failure() const noexcept { return last_failure_; }
    /// Tries that were begun.
    unsigned attempts() const noexcept { return attempts_; }

private:
    Duration pause_after(Verdict verdict, TimePoint now) const;

    ReadinessPolicy policy_;
    Told told_;
    TimePoint began_; ///< the first attempt
    std::optional<TimePoint> hint_;
    Duration cpu_used_{};
    TimePoint launched_at_;
    TimePoint deadline_;
    Step step_ = Step::attempt;
    TimePoint attempt_began_;
    TimePoint attempt_deadline_;
    TimePoint resume_at_;
    TimePoint last_failure_;
    unsigned attempts_ = 0;
    errc code_ = errc::ready_timeout;
    std::string detail_;
};

} // namespace wasmbench::adapters
