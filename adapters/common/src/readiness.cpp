#include <wasmbench/adapters/common/readiness.hpp>

#include <algorithm>

namespace wasmbench::adapters {

Readiness::Readiness(ReadinessPolicy policy, TimePoint launched_at, TimePoint deadline, Told told)
    : policy_(policy)
    , told_(told)
    , launched_at_(launched_at)
    , deadline_(deadline)
    , step_(told == Told::since_launch ? Step::pause : Step::attempt)
    , resume_at_(std::min(launched_at + policy.told_pause, deadline))
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
        if (attempts_ == 0) began_ = now;
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
    resume_at_ = std::min(now + pause_after(verdict, now), deadline_);
    step_ = Step::pause;
}

Duration Readiness::pause_after(Verdict verdict, TimePoint now) const {
    bool const hinted = hint_ && now - *hint_ < policy_.hint_window;
    if (verdict == Verdict::refused && told_ != Told::no && !hinted) return policy_.told_pause;
    std::chrono::duration<double> const share = (now - launched_at_) * policy_.pause_share;
    // What the tries have cost is paid for when this much time has passed since the first.
    std::chrono::duration<double> const paid = std::chrono::duration<double>(cpu_used_) / policy_.cpu_share;
    auto const until_paid = began_ + std::chrono::round<Duration>(paid) - now;
    if (verdict == Verdict::refused && hinted)
        return std::clamp(until_paid, policy_.shortest_pause, policy_.hinted_pause);
    auto const pause = std::max(std::chrono::duration_cast<Duration>(share), until_paid);
    return std::clamp(pause, policy_.shortest_pause, policy_.longest_pause);
}

void Readiness::listening(TimePoint now) {
    hint_ = now;
    if (step_ == Step::pause) resume_at_ = now;
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
