#pragma once

#include <wasmbench/report/report.hpp>
#include <wasmbench/stats/interval.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Plots as values: what is drawn, in SI, and how its axes are labelled. to_svg() draws one, to_csv() writes
/// down what is behind it.
namespace wasmbench::report {

/// `nines` is for shares below 1: 0.9, 0.99 and 0.999 are as far apart as on a percentile plot.
enum class AxisScale { linear, logarithmic, nines };

/// What is along an axis.
struct Axis {
    std::string label;      ///< with the shown unit: "cold start, ms"
    std::string column;     ///< of the CSV file, in SI: "cold_start_seconds"
    double shown_scale = 1; ///< SI value times this is shown
    AxisScale scale = AxisScale::linear;
};

/// Bars of several segments, one row of the report each. All bars begin at 0.
struct BarPlot {
    /// A part of a bar.
    struct Segment {
        std::string kind; ///< its colour: one of `kinds`
        std::string name; ///< "load:component"
        double length = 0;
    };
    /// One bar, from its first segment to its last.
    struct Bar {
        std::string label;
        std::string note; ///< value, interval, n: beside the label
        std::vector<Segment> segments;
        std::optional<double> mark; ///< a figure of the whole row, drawn as a line across the bar
        std::optional<stats::Interval> interval;
    };
    std::string segment_column; ///< of the CSV file: "phase"
    std::vector<std::string> kinds;
    std::vector<Bar> bars;
    bool shares = false; ///< each bar is drawn as 100 % of its own length
    /// Where the axis ends when a bar is so long that all others would be slivers; a bar beyond it gets an
    /// arrow.
    std::optional<double> axis_end;
};

/// A box plot with every value as a dot.
struct DotPlot {
    /// The values of one row.
    struct Row {
        std::string label;
        std::string note;
        std::vector<TrialPoint> dots;
        double median = 0;
        std::optional<stats::Interval> interval; ///< of the median
    };
    std::vector<Row> rows;
};

/// Curves over x.
struct CurvePlot {
    /// One line of the plot.
    struct Curve {
        std::string label;
        std::string note;
        std::string group; ///< curves of one group have one colour and differ in their dashes
        std::vector<std::pair<double, double>> points;
        std::vector<std::optional<stats::Interval>> intervals; ///< of y; empty or one for each point
    };
    Axis y;
    std::vector<Curve> curves;
    bool dots = false; ///< the points are few and are marked
};

/// A plot with its name and its words.
struct Chart {
    std::string name; ///< safe in a file name and as an HTML id, unique in a report
    std::string title;
    std::string text; ///< what is shown and how to read it, full sentences
    Axis x;
    std::variant<BarPlot, DotPlot, CurvePlot> plot;
};

/// The charts of a report by subject, workload by workload. What was not measured has no chart. Pure.
std::vector<Chart> start_charts(Report const& report);   ///< cold starts and runs, phase by phase
std::vector<Chart> latency_charts(Report const& report); ///< CDFs and percentile curves of the service time
std::vector<Chart> trial_charts(Report const& report);   ///< box plots of what has a value per trial
std::vector<Chart> memory_charts(Report const& report);  ///< memory by role
std::vector<Chart> scaling_charts(Report const& report); ///< throughput over the number of connections
std::vector<Chart> firewall_charts(Report const& report); ///< latency over the number of rules
std::vector<Chart> density_charts(Report const& report); ///< memory over the number of instances

/// All of them.
std::vector<Chart> all_charts(Report const& report);

/// What is behind a chart: first a header line, values in SI. Quoting as in RFC 4180.
std::string to_csv(Chart const& chart);

} // namespace wasmbench::report
