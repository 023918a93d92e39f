#include "trial_ledger.hpp"

namespace wasmbench::plan {

void TrialLedger::report(TrialRun const& trial) const {
    auto const ended = clock_.now();
    auto const ledger = make_ledger(begin_, start_, later_, ended);
    auto const ready = start_.at(marks::ready);
    auto const phase_of = [&](Span const& span) {
        if (span.name == spans::teardown) return Phase::stop;
        return ready && span.begin >= *ready ? Phase::measure : Phase::start;
    };
    auto const measured = [&](Phase phase, std::string const& name, TimePoint at, Duration d) {
        trial.measured(phase, "phase/" + name, Unit::seconds, at, to_seconds(d));
    };
    for (auto const& span : ledger.entries) measured(phase_of(span), span.name, span.end, span.duration());
    measured(Phase::stop, "unattributed", ended, ledger.unattributed);
    measured(Phase::stop, "wall", ended, ledger.wall);
}

} // namespace wasmbench::plan
