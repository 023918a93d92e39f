#include <wasmbench/selfcheck/check.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace wasmbench::selfcheck {
namespace {

struct Scale {
    double factor;
    char const* name;
};

// The largest scale in which the value is at least 1, or the smallest.
std::string scaled(double value, std::span<Scale const> scales) {
    for (auto const& s : scales)
        if (std::abs(value) >= s.factor || &s == &scales.back())
            return fmt::format("{:.3g} {}", value / s.factor, s.name);
    return {};
}

std::string names(std::vector<std::string> const& list) {
    return fmt::format("{}", fmt::join(list, "; "));
}

} // namespace

std::string figure_text(double value, Unit unit) {
    static constexpr std::array times{Scale{1, "s"}, Scale{1e-3, "ms"}, Scale{1e-6, "us"}};
    static constexpr std::array sizes{Scale{1 << 20, "MiB"}, Scale{1 << 10, "KiB"}, Scale{1, "B"}};
    switch (unit) {
    case Unit::seconds:
        return scaled(value, times);
    case Unit::bytes:
        return scaled(value, sizes);
    case Unit::ratio:
        return fmt::format("{:.3g} %", 100 * value);
    case Unit::per_second:
        return fmt::format("{:.3g} /s", value);
    case Unit::count:
        break;
    }
    return fmt::format("{:.3g}", value);
}

std::string to_text(std::span<Check const> checks) {
    using Line = std::array<std::string, 5>;
    std::vector<Line> lines{{"tried on", "what", "figure", "limit", ""}};
    for (auto const& c : checks) {
        bool const run = c.outcome() != Outcome::not_run;
        auto figure = run ? figure_text(c.value, c.unit) : c.reason;
        if (run && !c.remark.empty()) figure += " (" + c.remark + ")";
        lines.push_back({c.part, c.what, std::move(figure), c.limit ? "<= " + figure_text(*c.limit, c.unit) : "",
            std::string(to_string(c.outcome()))});
    }
    std::array<std::size_t, 5> width{};
    for (auto const& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i) width[i] = std::max(width[i], line[i].size());
    std::string out;
    for (auto const& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) fmt::format_to(std::back_inserter(text), "{:<{}}  ", line[i], width[i]);
        out += text.erase(text.find_last_not_of(' ') + 1) + "\n";
    }
    return out + "\n" + conclusion(checks) + "\n";
}

std::string conclusion(std::span<Check const> checks) {
    std::vector<std::string> beyond, missing;
    for (auto const& c : checks) {
        if (c.outcome() == Outcome::beyond)
            beyond.push_back(fmt::format("{}: {}: {}, limit {}", c.part, c.what, figure_text(c.value, c.unit), figure_text(*c.limit, c.unit)));
        if (c.outcome() == Outcome::not_run) missing.push_back(c.part);
    }
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    auto out = beyond.empty() ? std::string("The harness is within its limits here.")
                              : "The harness is beyond its limits here: " + names(beyond) + ".";
    if (!missing.empty()) out += " Not tried: " + names(missing) + ".";
    return out;
}

bool within_limits(std::span<Check const> checks) noexcept {
    return std::none_of(checks.begin(), checks.end(), [](Check const& c) { return c.outcome() == Outcome::beyond; });
}

} // namespace wasmbench::selfcheck
