#pragma once

#include "text_pattern.hpp"

#include <wasmbench/core/workload.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What a manifest says a correct answer is. Values; matches() never allocates.
namespace wasmbench::plan {

struct ExactText {
    std::string text;
};

/// A text that fits an expression, whose groups are numbers to be reported: as many as pattern.groups().
struct PatternText {
    struct Number {
        Metric metric;
        double scale = 1; ///< what is printed times this is the value in the metric's unit
    };
    std::string expression; ///< as it is in the manifest, for messages
    TextPattern pattern;
    std::vector<Number> numbers;
};

struct Counter {
    std::uint64_t first = 1;
    std::uint64_t step = 1;
    std::string suffix;
};

using ExpectedAnswer = std::variant<ExactText, PatternText, Counter>;

bool matches(ExpectedAnswer const& expected, std::string_view response);

/// For messages: `the text "hello\n"`.
std::string describe(ExpectedAnswer const& expected);

/// The numbers in a response that matches; none for other kinds of answers.
std::vector<SelfReported> reported_numbers(ExpectedAnswer const& expected, std::string_view response);

/// What consecutive answers say about state; not_applicable for other kinds of answers and for fewer than
/// two.
Statefulness state_of(ExpectedAnswer const& expected, std::span<std::string const> answers);

} // namespace wasmbench::plan
