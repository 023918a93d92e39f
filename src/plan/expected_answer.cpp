#include "expected_answer.hpp"

#include <charconv>

namespace wasmbench::plan {
namespace {

/// The number that an answer shows; nullopt for a text that is none of the counter's.
std::optional<std::uint64_t> value_of(Counter const& counter, std::string_view response) {
    if (!response.ends_with(counter.suffix)) return std::nullopt;
    response.remove_suffix(counter.suffix.size());
    bool const leading_zero = response.size() > 1 && response.front() == '0';
    if (response.empty() || leading_zero) return std::nullopt;
    std::uint64_t value = 0;
    auto const* const end = response.data() + response.size();
    auto const [rest, error] = std::from_chars(response.data(), end, value);
    if (error != std::errc{} || rest != end) return std::nullopt;
    if (value < counter.first || (value - counter.first) % counter.step != 0) return std::nullopt;
    return value;
}

/// "12" or "12.500", which is all that a TextPattern of digits and points lets through; nullopt for other
/// text.
std::optional<double> decimal_number(std::string_view text) {
    double whole = 0;
    double fraction = 0;
    double scale = 1;
    bool after_point = false;
    for (char c : text) {
        if (c == '.' && !after_point) {
            after_point = true;
        } else if (c < '0' || c > '9') {
            return std::nullopt;
        } else if (after_point) {
            fraction = fraction * 10 + (c - '0');
            scale *= 10;
        } else {
            whole = whole * 10 + (c - '0');
        }
    }
    return whole + fraction / scale;
}

struct Matches {
    std::string_view response;
    bool operator()(ExactText const& e) const { return response == e.text; }
    bool operator()(PatternText const& e) const {
        return e.pattern.match(response, [](std::string_view) {});
    }
    bool operator()(Counter const& c) const { return value_of(c, response).has_value(); }
};

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out + "\"";
}

struct Describe {
    std::string operator()(ExactText const& e) const { return "the text " + in_quotes(e.text); }
    std::string operator()(PatternText const& e) const {
        return "a text that fits " + in_quotes(e.expression);
    }
    std::string operator()(Counter const& c) const {
        return "a whole number from " + std::to_string(c.first) + " on in steps of " +
               std::to_string(c.step) + (c.suffix.empty() ? "" : ", then " + in_quotes(c.suffix));
    }
};

} // namespace

bool matches(ExpectedAnswer const& expected, std::string_view response) {
    return std::visit(Matches{response}, expected);
}

std::string describe(ExpectedAnswer const& expected) {
    return std::visit(Describe{}, expected);
}

std::vector<SelfReported> reported_numbers(ExpectedAnswer const& expected, std::string_view response) {
    auto const* e = std::get_if<PatternText>(&expected);
    if (!e) return {};
    std::vector<SelfReported> out;
    std::size_t group = 0;
    bool const fits = e->pattern.match(response, [&](std::string_view text) {
        auto const& number = e->numbers[group++];
        if (auto const value = decimal_number(text)) out.push_back({number.metric, *value * number.scale});
    });
    if (!fits) out.clear();
    return out;
}

Statefulness state_of(ExpectedAnswer const& expected, std::span<std::string const> answers) {
    auto const* counter = std::get_if<Counter>(&expected);
    if (!counter || answers.size() < 2) return Statefulness::not_applicable;
    bool all_first = true;
    bool all_next = true;
    std::optional<std::uint64_t> before;
    for (auto const& answer : answers) {
        auto const value = value_of(*counter, answer);
        if (value != counter->first) all_first = false;
        if (!value || (before && *value != *before + counter->step)) all_next = false;
        before = value;
    }
    if (all_first) return Statefulness::stateless;
    return all_next ? Statefulness::stateful : Statefulness::mixed;
}

} // namespace wasmbench::plan
