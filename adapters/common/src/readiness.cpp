#include <wasmbench/adapters/common/readiness.hpp>

#include <algorithm>

namespace wasmbench::adapters {

Readiness::Readiness(ReadinessPolicy policy, TimePoint launched_at, TimePoint deadline)
    : policy_(policy)
    , launched_at_(launched_at)
    , deadline_(deadline)
    , last_failure_(launched_at) {}

Readiness::Step Readiness::next(TimePoint now) {
    if (step_ == Step::pause && now >= resume_at_) step_ = Step::attempt;
    if (step_ == Step::attempt || step_ == Step::pause) {
        if (now >= deadline_) {
            step_ = Step::failed;
            code_ = errc::ready_timeout;
        }
    }
    if (step_ == Step::attempt) {
        attempt_began_ = now;
        attempt_deadline_ = std::min(deadline_, now + policy_.attempt_limit);
        ++attempts_;
    }
    return step_;
}

void Readiness::attempt_ended(Verdict verdict, TimePoint now, std::string detail) {
    if (step_ != Step::attempt) return;
    if (verdict == Verdict::correct) {
        step_ = Step::ready;
        return;
    }
    last_failure_ = attempt_began_;
    detail_ = std::move(detail);
    if (verdict == Verdict::wrong) {
        step_ = Step::failed;
        code_ = errc::wrong_answer;
        return;
    }
    auto const waited = std::chrono::duration<double>(now - launched_at_) * policy_.pause_share;
    auto const pause = std::clamp(
        std::chrono::duration_cast<Duration>(waited), policy_.shortest_pause, policy_.longest_pause);
    resume_at_ = std::min(now + pause, deadline_);
    step_ = Step::pause;
}

void Readiness::attempt_timed_out(TimePoint now) {
    bool const cut_short = now >= deadline_ && !detail_.empty();
    attempt_ended(Verdict::not_yet, now, cut_short ? detail_ : "connected, but no answer");
}

void Readiness::process_ended() {
    if (step_ == Step::ready || step_ == Step::failed) return;
    step_ = Step::failed;
    code_ = errc::exited_before_ready;
}

Failure Readiness::failure() const {
    Diagnostics d;
    d.stage = "start";
    if (!detail_.empty()) d.subject = "last try: " + detail_;
    return {code_, std::move(d)};
}

} // namespace wasmbench::adapters
