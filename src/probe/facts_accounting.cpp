#include "fact_collector.hpp"

#include <wasmbench/probe/control_group.hpp>
#include <wasmbench/probe/perf_counters.hpp>
#include <wasmbench/probe/process_watch.hpp>

namespace wasmbench::probe::detail {
namespace {

void add(FactCollector& facts, char const* name, char const* source, Availability const& can) {
    if (can.usable)
        facts.known(name, can.reason.empty() ? "yes" : can.reason, source);
    else
        facts.unknown(name, source, can.reason);
}

} // namespace

void collect_accounting(FactCollector& facts) {
    add(facts, "accounting/own_group", "making a control group", own_groups_available());
    add(facts, "accounting/exit_records", "listening to the kernel", process_watch_available());
    add(facts, "accounting/perf_counters", "perf_event_open", perf_counters_available());
}

} // namespace wasmbench::probe::detail
