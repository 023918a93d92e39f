#include <wasmbench/probe/disturbance.hpp>

#include <utility>

#include <unistd.h>

namespace wasmbench::probe {

DisturbanceWatch::DisturbanceWatch(DisturbanceLimits limits)
    : DisturbanceWatch(
          limits, [](std::set<std::string> const& groups) { return read_machine(groups); }, ::getpid()) {}

DisturbanceWatch::DisturbanceWatch(DisturbanceLimits limits, Reader reader, int self)
    : limits_(limits)
    , reader_(std::move(reader))
    , owner_{self, {}, false} {}

void DisturbanceWatch::begin() {
    found_.clear();
    before_ = read();
    // Of the instances of former trials only what still runs, such as an engine, is of use.
    owner_.container = false;
    std::erase_if(owner_.followed, [&](int pid) { return !before_->processes.contains(pid); });
}

void DisturbanceWatch::follow(ProcessTree const& tree) {
    if (!before_) return;
    for (auto const& root : tree.roots) owner_.followed.insert(root.pid);
    for (auto const& part : tree.parts) owner_.followed.insert(part.process.pid);
    owner_.container = tree.cgroup.has_value();
    if (tree.cgroup) groups_ = {tree.cgroup->string()};
    auto now = read();
    if (now.at - before_->at >= shortest()) judge_window(std::move(now));
}

Duration DisturbanceWatch::shortest() const {
    return before_->cpu_seconds ? limits_.shortest_window : limits_.shortest_window_in_ticks;
}

Duration DisturbanceWatch::missing(TimePoint now) const {
    if (!before_ || now - before_->at >= shortest()) return Duration::zero();
    // The readings' own time is not waited for.
    return shortest() - (now - before_->at);
}

std::vector<WindowDisturbance> DisturbanceWatch::end() {
    if (before_) judge_window(read());
    before_.reset();
    return std::exchange(found_, {});
}

void DisturbanceWatch::judge_window(MachineReading after) {
    auto const own = own_use(*before_, after, owner_);
    for (auto& d : judge(*before_, after, own, limits_)) found_.push_back({after.at, std::move(d)});
    before_ = std::move(after);
}

} // namespace wasmbench::probe
