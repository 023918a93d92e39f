#pragma once

#include "trial_data.hpp"
#include "trial_values.hpp"

#include <wasmbench/report/report.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::report {

/// The median over trials, with its interval.
Figure median_figure(std::vector<TrialValue> const& of_trials);
/// The median over the trials of each quantity.
std::map<Quantity, Figure> median_figures(TrialValues const& values);

/// All figures of a row. `connections` and `load_threads` are those of the plan's throughput part.
std::map<Quantity, Figure> compute_figures(
    RowData const& row, std::uint32_t connections, std::uint32_t load_threads);

/// Memory and CPU of each part of the row's instances, in the order in which they were measured; empty for
/// instances of one part.
std::vector<PartFigures> compute_parts(RowData const& row, std::uint32_t connections);

/// The medians of all metrics that begin with `prefix` ("start/"), in the order in which they were first measured;
/// start/bracket is a width and no step.
std::vector<StepFigure> compute_steps(RowData const& row, std::string_view prefix);

/// The phase ledger: medians over the trials of phase/<name>, and of its share of each trial's phase/wall;
/// nullopt when no trial that counts has one.
std::optional<LedgerFigures> compute_ledger(RowData const& row);

/// Of every number of connections that any trial has tried. Beyond the plan's own levels a trial stops where it got worse, so
/// that fewer trials have the higher ones.
std::vector<ScalingFigures> compute_scaling(RowData const& row);

/// Requests that failed, by class, over all trials: those of failed trials are part of why they failed.
std::map<std::string, std::uint64_t> count_errors(RowData const& row);

} // namespace wasmbench::report
