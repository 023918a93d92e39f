#include "execute.hpp"

#include "fleet.hpp"
#include "measured_phase.hpp"
#include "phase_observer.hpp"
#include "thread_usage.hpp"

#include <optional>
#include <utility>

namespace wasmbench::load::detail {
namespace {

LoadResult measure(Fleet& fleet, PreparedRun const& prepared) {
    auto const& options = prepared.plan.options;
    auto const phase = make_phase(options, options.arrival, options.stop);
    PhaseObserver observer(options, *phase);
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
