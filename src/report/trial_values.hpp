#pragma once

#include "trial_data.hpp"

#include <wasmbench/report/figure.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench::report {

/// What a quantity was in one trial, in SI.
struct TrialValue {
    std::uint32_t block = 0;
    std::uint32_t trial = 0;
    double value = 0;

    friend bool operator==(TrialValue const&, TrialValue const&) = default;
};

/// In the order of the trials. A quantity that was measured in no trial is absent.
using TrialValues = std::map<Quantity, std::vector<TrialValue>>;

double median_of(std::vector<double> const& values);
double largest_of(std::vector<double> const& values);

/// Gathers one value per trial over the trials that count. Taking each trial as one value, not its samples,
/// keeps what is made of them honest: samples of one trial share one start of the process and are not
/// independent.
class TrialValuesCollector {
public:
    using Summary = double (*)(std::vector<double> const&);

    explicit TrialValuesCollector(RowData const& row);

    /// `of_trial` gives nullopt for a trial in which the quantity was not measured.
    template <class OfTrial>
    void add_each(Quantity q, OfTrial of_trial) {
        for (auto const& [number, trial] : trials_)
            if (std::optional<double> const v = of_trial(*trial))
                out_[q].push_back({trial->block, number, *v});
    }

    /// `summary` (median_of, largest_of) of a metric's values in each trial.
    void add(Quantity q, std::string_view metric, Summary summary, std::uint32_t concurrency = 0);

    /// The same of `preferred` where a trial has it, else of `metric`.
    void add_preferring(Quantity q, std::string_view preferred, std::string_view metric, Summary summary);

    bool has(Quantity q) const { return out_.count(q) != 0; }

    TrialValues take() { return std::move(out_); }

private:
    std::vector<std::pair<std::uint32_t, TrialData const*>> trials_;
    TrialValues out_;
};

/// What a metric of the throughput window comes to for 1,000 correct answers in the same window, for
/// add_each.
inline auto per_1000_answers(std::string metric, std::uint32_t connections) {
    return [metric = std::move(metric), connections](TrialData const& t) -> std::optional<double> {
        auto const cost = t.last(metric, connections);
        auto const ok = t.last("http/ok", connections);
        if (!cost || !ok || *ok <= 0) return std::nullopt;
        return *cost / *ok * 1000;
    };
}

/// Every quantity of a row that has one value per trial; all but warm_p99, which is of many trials together.
/// `connections` and `load_threads` are those of the plan's throughput part.
TrialValues trial_values(RowData const& row, std::uint32_t connections, std::uint32_t load_threads);

} // namespace wasmbench::report
