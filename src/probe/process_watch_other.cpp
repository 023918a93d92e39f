#include <wasmbench/probe/process_watch.hpp>

namespace wasmbench::probe {

struct ProcessWatch::State {};

ProcessWatch::ProcessWatch() = default;
ProcessWatch::~ProcessWatch() = default;

Availability ProcessWatch::start() {
    return process_watch_available();
}

void ProcessWatch::watch(std::vector<ProcessIdentity> const&) {}

TreeHistory ProcessWatch::stop() {
    return {};
}

bool ProcessWatch::listening() const noexcept {
    return false;
}

Availability process_watch_available() {
    return Availability::no("no system but Linux tells of every process that begins and ends");
}

} // namespace wasmbench::probe
