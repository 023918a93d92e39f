#pragma once

#include <wasmbench/core/metric.hpp>
#include <wasmbench/core/phase.hpp>
#include <wasmbench/core/run_key.hpp>
#include <wasmbench/core/sample.hpp>

#include <vector>

namespace wasmbench {

/// The tidy row: one metric of one trial with all its raw samples. Derived figures are never stored in it.
struct Measurement {
    RunKey key;
    Phase phase = Phase::measure;
    Metric metric;
    std::vector<Sample> samples;

    friend bool operator==(Measurement const&, Measurement const&) = default;
};

} // namespace wasmbench
