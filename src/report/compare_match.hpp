#pragma once

#include "compare_values.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench::report {

/// The columns of the key in which two rows differ.
std::vector<Difference> differences(RunKey const& a, RunKey const& b);

/// Whether `across` has the name, or the group that it is in ("os" has "os/kernel").
bool is_allowed(std::vector<std::string> const& across, std::string_view name);

/// What about the machine, the harness and the plan decides how fast things are, by name: the facts of
/// environment.json but for what changes from minute to minute (load, pressure, free memory, the time), and
/// the counts and times of the plan as "plan/connections". Runtimes and their versions are columns of the
/// rows. Empty texts are never in it.
std::map<std::string, std::string> speed_facts(Campaign const& campaign);

/// The facts in which they differ; one that only one side has is "not known" on the other. A side of which no
/// fact of the machine is known differs in "environment.json".
std::vector<Difference> differences(Campaign const& a, Campaign const& b);

/// Pairs of rows (places in `a` and `b`) that differ in nothing but the named columns, those that differ in
/// the fewest first. Each row is in one pair at most.
std::vector<std::pair<std::size_t, std::size_t>> matched_rows(std::vector<ValuedRow> const& a,
    std::vector<ValuedRow> const& b, std::vector<std::string> const& columns);

} // namespace wasmbench::report
