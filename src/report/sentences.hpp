#pragma once

#include <wasmbench/report/report.hpp>
#include <wasmbench/results/records.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace wasmbench::report {

/// What a reader should know before looking at any table. Everything but the sentences of `report` must be
/// filled.
std::vector<std::string> summary_sentences(
    Report const& report, results::Records const& records, std::uint32_t load_threads);

/// Each row or trial that did not run or failed, with its reason, equal ones in one line with their number.
std::vector<std::string> problem_lines(results::Records const& records);

} // namespace wasmbench::report
