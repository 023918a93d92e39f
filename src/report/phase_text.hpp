#pragma once

#include <wasmbench/report/report.hpp>

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace wasmbench::report {

inline constexpr std::string_view unattributed = "unattributed";

/// "12.5 %" of the wall time.
inline std::string share_text(PhaseFigure const& p) {
    return fmt::format("{:.1f} %", p.share.value * 100);
}

/// Its name, with the number of trials when not all of them showed it: "load:component (3 of 10)".
inline std::string phase_name(PhaseFigure const& p, LedgerFigures const& ledger) {
    if (p.time.n == ledger.wall.n) return p.name;
    return fmt::format("{} ({} of {})", p.name, p.time.n, ledger.wall.n);
}

} // namespace wasmbench::report
