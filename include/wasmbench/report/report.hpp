#pragma once

#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/run_key.hpp>
#include <wasmbench/core/workload.hpp>
#include <wasmbench/plan/plan.hpp>
#include <wasmbench/report/claim_verdict.hpp>
#include <wasmbench/report/density_figures.hpp>
#include <wasmbench/report/figure.hpp>
#include <wasmbench/report/row_values.hpp>
#include <wasmbench/report/firewall_figures.hpp>
#include <wasmbench/report/method_ablation.hpp>
#include <wasmbench/results/records.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench::report {

/// What one part of an instance uses ("host", "nats"), among them the parts that the row's own figures leave
/// out because others share them.
struct PartFigures {
    std::string name;
    Figure memory;                     ///< PSS after the load, bytes
    std::optional<Figure> cpu_per_1000; ///< CPU seconds for 1,000 correct answers
    std::optional<Figure> net_per_1000 = {}; ///< of these, what the load has added to the part's use at rest
    std::optional<Figure> idle = {};         ///< CPU seconds per second at rest
    std::optional<Role> role = {}; ///< who is charged; nullopt in campaigns that did not record it

    friend bool operator==(PartFigures const&, PartFigures const&) = default;
};

/// A step of a start ("container_created") or of a preparation ("compile").
struct StepFigure {
    std::string name;
    Figure figure; ///< seconds; of a start since the launch, of a preparation its own time

    friend bool operator==(StepFigure const&, StepFigure const&) = default;
};

/// An entry of a phase ledger ("engine_start+load", "teardown", "unattributed").
struct PhaseFigure {
    std::string name;
    Figure time;  ///< seconds; n is below the ledger's when not every trial showed the entry's borders
    Figure share; ///< of each trial's own wall time

    friend bool operator==(PhaseFigure const&, PhaseFigure const&) = default;
};

/// Where the wall time of a row's trials went. Medians do not add up exactly, each trial's own values do.
struct LedgerFigures {
    Figure wall;                     ///< seconds, from before the launch until everything was reaped
    std::vector<PhaseFigure> phases; ///< in the order of time, `unattributed` as the last one

    friend bool operator==(LedgerFigures const&, LedgerFigures const&) = default;
};

/// A row's throughput with so many connections.
struct ScalingFigures {
    std::uint32_t connections = 1;
    Figure throughput;                   ///< correct answers per second
    std::optional<Figure> latency_p50;   ///< seconds
    std::optional<Figure> latency_p99;
    /// Ratio to what as many times the fewest connections' rate would be, of each trial its own; nullopt for the fewest.
    std::optional<Figure> efficiency;
    std::optional<Figure> per_mib;       ///< answers per second and MiB of the row's memory (memory_steady of the same trial)

    friend bool operator==(ScalingFigures const&, ScalingFigures const&) = default;
};

/// One row of the tables: everything that was measured under one key, over all blocks.
struct Row {
    RunKey key;               ///< without block, trial and concurrency
    std::uint32_t trials = 0; ///< that ended and did not fail: only these enter the figures
    std::uint32_t failed = 0;
    std::uint32_t skipped = 0;
    /// Begun under another condition than the row states, or begun and never ended: the harness was killed.
    std::uint32_t discarded = 0;
    std::uint32_t disturbed = 0; ///< of `trials`: marked as disturbed, but part of the figures
    std::map<std::string, std::uint32_t> disturbances; ///< by reason ("steal"): how many of `disturbed` have it
    Statefulness state = Statefulness::not_applicable;
    std::map<Quantity, Figure> figures;          ///< a quantity that was not measured is absent
    std::map<std::string, std::uint64_t> errors; ///< requests that failed, by class ("timeout")
    std::vector<PartFigures> parts;              ///< of an instance that has several
    std::vector<StepFigure> preparation;         ///< in the order in which they happened
    std::vector<StepFigure> start_steps;         ///< by their medians
    std::optional<LedgerFigures> ledger;
    /// What the medians of `figures` are taken of, in the order of the trials.
    std::map<Quantity, std::vector<TrialPoint>> points;
    std::optional<ServiceTimes> service_times;
    std::optional<MedianStart> median_start;
    std::vector<ScalingFigures> scaling;         ///< ascending; empty when the plan had no scaling part
    std::optional<DensityFigures> density;       ///< of a row with a density part
    std::optional<FirewallFigures> firewall; ///< of a row with a network of its own
    std::vector<std::string> fairness;           ///< full sentences

    /// Whether it runs to its end; else it is a service.
    bool program() const noexcept { return key.endpoint.empty(); }
    /// The figure of `q`; null when it was not measured. Points into this row.
    Figure const* find(Quantity q) const noexcept {
        auto const it = figures.find(q);
        return it == figures.end() ? nullptr : &it->second;
    }
    /// Requests that failed, of all classes.
    std::uint64_t error_count() const noexcept {
        std::uint64_t sum = 0;
        for (auto const& [error_class, n] : errors) sum += n;
        return sum;
    }
};

/// A campaign in figures and sentences: all that a renderer needs, so that no renderer computes anything. SI
/// units.
struct Report {
    std::string name;
    std::string started_at; ///< UTC, RFC 3339
    std::string library;    ///< version of wasmbench that measured
    std::uint64_t seed = 0;
    std::uint32_t blocks = 0;
    std::uint32_t connections = 0; ///< of the throughput part
    std::uint32_t planned = 0;     ///< trials; the sums below are over the rows
    std::uint32_t trials = 0;
    std::uint32_t failed = 0;
    std::uint32_t skipped = 0;
    std::uint32_t discarded = 0;
    std::uint32_t not_reached = 0; ///< of `planned`: never begun, because the session stopped before
    std::uint32_t disturbed = 0;
    std::vector<Row> rows;             ///< rows of one workload and endpoint stand together
    std::vector<std::string> summary;  ///< what a reader should know first, full sentences
    std::vector<std::string> problems; ///< failed, discarded and skipped trials with their reasons, a line each
    std::vector<std::pair<std::string, std::string>> environment; ///< excerpt: name and value
    std::vector<ClaimVerdict> claims; ///< of study_claims(); empty for a campaign that none of them is about
    std::vector<RowAblation> ablation; ///< of the rows that the old method measured too
    std::vector<std::string> disturbing; ///< what about the machine may disturb the figures, a line each
    /// Row and command line: what the first trial of each row has launched, then the commands of failed trials.
    std::vector<std::pair<std::string, std::string>> commands;
};

/// Computes the report of a campaign from its raw data. `environment` is the text of environment.json; when
/// it is empty or not JSON, the report says so in a sentence and is otherwise complete, since raw data must
/// never be out of reach because a file beside it is damaged.
///
/// Rows appear in the order of RawWriter::describe_row, workloads in the order of the plan. Pure: the same
/// input gives the same report on every machine.
Report build_report(plan::Plan const& plan, results::Records const& records, std::string_view environment);

/// "wasmtime 46.0.1 (jit, cache off, new-per-request)": a row apart from its workload, for sentences.
std::string configuration_name(RunKey const& key);

/// "http_service /state", "hello": what was run.
std::string workload_name(RunKey const& key);

/// The rows of each workload and endpoint, in the order of the report. Points into `report`.
std::vector<std::span<Row const>> by_workload(Report const& report);

/// A fairness sentence and the configurations that it is about; `rows` is empty when it is about all of them.
struct FairnessNote {
    std::string sentence;
    std::vector<std::string> rows; ///< as configuration_name() gives them
};

/// Every sentence once, in the order of the rows.
std::vector<FairnessNote> fairness_notes(Report const& report);

} // namespace wasmbench::report
