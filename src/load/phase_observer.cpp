#include "phase_observer.hpp"

namespace wasmbench::load::detail {
namespace {

bool used_up(ErrorBudget const& budget, LoadCounts const& counts) {
    auto const done = counts.ok + counts.failed();
    return done >= budget.after &&
           static_cast<double>(counts.failed()) > budget.share * static_cast<double>(done);
}

} // namespace

PhaseObserver::PhaseObserver(LoadOptions const& options, Phase& phase)
    : options_(options)
    , phase_(phase)
    , last_at_(SteadyClock::now()) {
    if (auto const& p = options.stop.precision) precision_.emplace(*p, phase.batch_range);
}

void PhaseObserver::look(Published const& p, TimePoint now) {
    if (options_.progress) options_.progress({now - phase_.start, p.counts, rate(p.counts.ok, now)});
    if (options_.stop.errors && used_up(*options_.stop.errors, p.counts))
        phase_.stop(Ending::too_many_errors);
    if (precision_ && !p.batch.empty()) {
        precision_->add_batch(p.batch);
        if (precision_->reached()) phase_.stop(Ending::precise);
    }
}

double PhaseObserver::rate(std::uint64_t ok, TimePoint now) {
    auto const elapsed = to_seconds(now - last_at_);
    auto const r = elapsed > 0 ? static_cast<double>(ok - last_ok_) / elapsed : 0;
    last_ok_ = ok;
    last_at_ = now;
    return r;
}

} // namespace wasmbench::load::detail
