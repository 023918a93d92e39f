#pragma once

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

/// Argument checks shared by the functions of wasmbench::stats. Not part of the public interface.
///
/// Every check throws std::invalid_argument with the same shape of message, so that the one who reads it at
/// night knows which call, which argument, what came and what was wanted:
///
///     wasmbench::stats::quantile: argument 'p' is 1.2; expected a number in [0, 1]
namespace wasmbench::stats::detail {

/// `value` with 15 significant digits: all that a double is sure to keep, without the noise of the 16th and
/// 17th.
inline std::string describe(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.15g", value);
    return text;
}

[[noreturn]] inline void reject(std::string_view function, std::string_view argument, std::string_view actual,
    std::string_view expected) {
    std::string message = "wasmbench::stats::";
    message.append(function).append(": argument '").append(argument).append("' ").append(actual);
    message.append("; expected ").append(expected);
    throw std::invalid_argument(message);
}

[[noreturn]] inline void reject(
    std::string_view function, std::string_view argument, double value, std::string_view expected) {
    reject(function, argument, "is " + describe(value), expected);
}

/// [0, 1]; a NaN fails because every comparison with it is false.
inline void check_probability(std::string_view function, std::string_view argument, double value) {
    if (!(value >= 0.0 && value <= 1.0)) reject(function, argument, value, "a number in [0, 1]");
}

/// (0, 1): an interval of confidence 0 is empty and one of confidence 1 is the whole line.
inline void check_confidence(std::string_view function, double value) {
    if (!(value > 0.0 && value < 1.0)) {
        reject(function, "confidence", value, "a number between 0 and 1, both excluded, such as 0.95");
    }
}

/// At least `least` values, all of them finite. An infinite value is refused as well as a NaN: a request that
/// never ended is an error to be counted, not a latency, and one infinity makes every mean meaningless.
inline void check_sample(std::string_view function, std::string_view argument, std::span<double const> values,
    std::size_t least = 1) {
    if (values.size() < least) {
        reject(function, argument, "has " + std::to_string(values.size()) + " values",
            "at least " + std::to_string(least));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            reject(function, argument, "holds " + describe(values[i]) + " at index " + std::to_string(i),
                "finite numbers only");
        }
    }
}

/// A sample (see check_sample) in ascending order. One pass over the data: far cheaper than the wrong
/// quantile.
inline void check_sorted(
    std::string_view function, std::string_view argument, std::span<double const> values) {
    check_sample(function, argument, values);
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (values[i] < values[i - 1]) {
            reject(function, argument,
                "falls from " + describe(values[i - 1]) + " to " + describe(values[i]) + " at index " +
                    std::to_string(i),
                "ascending order (see sorted_copy)");
        }
    }
}

/// What a caller's own statistic gave back; `where` says on which data, for example "the sample".
inline double check_statistic(std::string_view function, double value, std::string_view where) {
    if (!std::isfinite(value)) {
        reject(function, "statistic", "gave " + describe(value) + " for " + std::string(where),
            "a finite number");
    }
    return value;
}

} // namespace wasmbench::stats::detail
