#include "execute.hpp"

#include "fleet.hpp"
#include "measured_phase.hpp"
#include "thread_usage.hpp"

#include <wasmbench/load/precision.hpp>

#include <optional>
#include <utility>

namespace wasmbench::load::detail {
namespace {

/// Looks at a phase ten times a second: tells the progress, and stops it by the rules that depend on what was
/// seen.
class Observer {
public:
    Observer(LoadOptions const& options, Phase& phase)
        : options_(options)
        , phase_(phase)
        , last_at_(SteadyClock::now()) {
        if (auto const& p = options.stop.precision) precision_.emplace(*p, phase.batch_range);
    }

    void look(Published const& p, TimePoint now) {
        if (options_.progress) options_.progress({now - phase_.start, p.counts, rate(p.counts.ok, now)});
        if (auto const& budget = options_.stop.errors) {
            auto const done = static_cast<double>(p.counts.ok + p.counts.failed());
            if (done >= static_cast<double>(budget->after) &&
                static_cast<double>(p.counts.failed()) > budget->share * done)
                phase_.stop(Ending::too_many_errors);
        }
        if (precision_ && !p.batch.empty()) {
            precision_->add_batch(p.batch);
            if (precision_->reached()) phase_.stop(Ending::precise);
        }
    }

private:
    double rate(std::uint64_t ok, TimePoint now) {
        auto const elapsed = to_seconds(now - last_at_);
        auto const r = elapsed > 0 ? static_cast<double>(ok - last_ok_) / elapsed : 0;
        last_ok_ = ok;
        last_at_ = now;
        return r;
    }

    LoadOptions const& options_;
    Phase& phase_;
    TimePoint last_at_;
    std::uint64_t last_ok_ = 0;
    std::optional<PrecisionMonitor> precision_;
};

LoadResult measure(Fleet& fleet, PreparedRun const& prepared) {
    auto const& options = prepared.plan.options;
    auto const phase = make_phase(options, options.arrival, options.stop);
    Observer observer(options, *phase);
    auto const throttled = throttled_seconds();
    auto watcher = [&](Published const& p, TimePoint now) { observer.look(p, now); };
    auto sum = fleet.run(*phase, phase->watched ? Fleet::Watcher(watcher) : Fleet::Watcher());
    return to_result(
        prepared, *phase, std::move(sum), options.stop.requests, throttled_seconds() - throttled);
}

} // namespace

LoadResult execute(PreparedRun const& prepared, RunControl& control) {
    auto const begin = SteadyClock::now();
    Fleet fleet(prepared, begin + prepared.time_limit);
    control.attach([&] { fleet.cancel(); });
    struct Detach {
        RunControl& control;
        ~Detach() { control.detach(); }
    } const detach{control};

    auto warm = warm_up(fleet, prepared.plan.options);
    auto result = measure(fleet, prepared);
    result.warmup = warm.counts;
    result.connections_opened += warm.connections_opened;
    if (warm.first_error) result.first_error = std::move(warm.first_error);
    return result;
}

} // namespace wasmbench::load::detail
