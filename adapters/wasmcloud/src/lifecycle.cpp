#include "lifecycle.hpp"

#include <algorithm>

namespace wasmbench::adapters::wasmcloud {
namespace {

using Step = Lifecycle::Step;

Step after(Step s) noexcept {
    return static_cast<Step>(static_cast<int>(s) + 1);
}

} // namespace

void Lifecycle::begun() {
    if (step_ == Step::start_nats) started_[index(Daemon::nats)] = true;
    if (step_ == Step::start_wadm) started_[index(Daemon::wadm)] = true;
    if (step_ == Step::start_host) started_[index(Daemon::host)] = true;
    if (step_ == Step::deploy) deployed_ = true;
}

void Lifecycle::done() {
    if (step_ == Step::run || step_ == Step::finished) return;
    if (undoing())
        undo_from(after(step_));
    else
        step_ = after(step_);
}

void Lifecycle::end() {
    if (!undoing()) undo_from(Step::undeploy);
}

void Lifecycle::lost(Daemon d) noexcept {
    lost_[index(d)] = true;
    if (step_ == Step::undeploy) undo_from(step_);
}

// A process that has ended is still owed a stop: its descendants may be there, and it wants to be reaped.
bool Lifecycle::owed(Step s) const noexcept {
    switch (s) {
    case Step::undeploy:
        return deployed_ && std::none_of(lost_.begin(), lost_.end(), [](bool l) { return l; });
    case Step::stop_host:
        return started(Daemon::host);
    case Step::stop_wadm:
        return started(Daemon::wadm);
    case Step::stop_nats:
        return started(Daemon::nats);
    default:
        return true;
    }
}

void Lifecycle::undo_from(Step s) noexcept {
    while (!owed(s)) s = after(s);
    step_ = s;
}

} // namespace wasmbench::adapters::wasmcloud
