#include "text.hpp"

#include <wasmbench/probe/parse_pressure.hpp>

namespace wasmbench::probe {
namespace {

// The next word of `rest` must be "<name>=<decimal>".
bool take_value(std::string_view& rest, std::string_view name, double scale, double& out) {
    auto const word = detail::take_word(rest);
    if (!word || !word->starts_with(name) || word->substr(name.size()).substr(0, 1) != "=") return false;
    auto const value = detail::to_decimal(word->substr(name.size() + 1));
    if (!value) return false;
    out = *value / scale;
    return true;
}

std::optional<PressureLine> parse_line(std::string_view rest) {
    PressureLine out;
    constexpr double per_cent = 100;
    constexpr double microseconds = 1e6;
    if (take_value(rest, "avg10", per_cent, out.avg10) && take_value(rest, "avg60", per_cent, out.avg60) &&
        take_value(rest, "avg300", per_cent, out.avg300) &&
        take_value(rest, "total", microseconds, out.total))
        return out;
    return std::nullopt;
}

} // namespace

std::optional<Pressure> parse_pressure(std::string_view text) {
    std::optional<PressureLine> some;
    std::optional<PressureLine> full;
    while (auto line = detail::take_line(text)) {
        auto const kind = detail::take_word(*line);
        if (kind != "some" && kind != "full") continue;
        auto& slot = kind == "some" ? some : full;
        if (slot) return std::nullopt;
        slot = parse_line(*line);
        if (!slot) return std::nullopt;
    }
    if (!some) return std::nullopt;
    return Pressure{*some, full};
}

} // namespace wasmbench::probe
