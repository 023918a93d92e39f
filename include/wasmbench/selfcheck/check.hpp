#pragma once

#include <wasmbench/core/unit.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wasmbench::selfcheck {

/// How a value is to be taken.
enum class Outcome {
    within, ///< the limit was kept
    beyond,
    shown,  ///< there is no limit
    not_run ///< `reason` says why
};

constexpr std::string_view to_string(Outcome o) noexcept {
    switch (o) {
    case Outcome::within:
        return "within";
    case Outcome::beyond:
        return "beyond";
    case Outcome::shown:
        return "";
    case Outcome::not_run:
        break;
    }
    return "not run";
}

/// One thing that the harness was tried on. A plain value.
struct Check {
    std::string part; ///< what it was tried on: "stamp target"
    std::string what; ///< "ready after the target could have answered, p95"
    double value = 0; ///< in `unit`: an error or a cost, so the smaller the better
    Unit unit = Unit::seconds;
    std::optional<double> limit; ///< largest value that is good, in the same unit
    std::string remark;          ///< for a person: "of 100 starts"
    std::string reason;          ///< why there is no value; empty when there is one

    /// How the value is to be taken.
    Outcome outcome() const noexcept {
        if (!reason.empty()) return Outcome::not_run;
        if (!limit) return Outcome::shown;
        return value <= *limit ? Outcome::within : Outcome::beyond; // a NaN is beyond
    }
    friend bool operator==(Check const&, Check const&) = default;
};

/// "132 us", "0.41 %", "64.1 MiB": three significant digits, in the unit that a person would choose.
std::string figure_text(double value, Unit unit);

/// All checks as a table, one line each, and what there is to be read in it as one last line: see conclusion().
std::string to_text(std::span<Check const> checks);

/// "The harness is within its limits." or which are beyond theirs, and what could not be tried.
std::string conclusion(std::span<Check const> checks);

/// Whether no check is beyond its limit.
bool within_limits(std::span<Check const> checks) noexcept;

} // namespace wasmbench::selfcheck
