#include "scale.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace wasmbench::report::svg {
namespace {

double transformed(AxisScale kind, double v) {
    switch (kind) {
    case AxisScale::linear:
        return v;
    case AxisScale::logarithmic:
        return std::log10(v);
    case AxisScale::nines:
        return -std::log10(1 - v);
    }
    return v;
}

std::string tick_text(double shown) {
    if (shown == 0) return "0"; // not "-0"
    return std::abs(shown) < 1e6 ? fmt::format("{:.6g}", shown) : fmt::format("{:.3g}", shown);
}

/// 1, 2 or 5 times a power of ten.
double round_step(double least) {
    double const power = std::pow(10, std::floor(std::log10(least)));
    for (double const factor : {1.0, 2.0, 5.0})
        if (factor * power >= least * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

std::vector<Tick> linear_ticks(double low, double high, double shown_scale, int most) {
    std::vector<Tick> out;
    double const step = round_step((high - low) * shown_scale / most);
    double const first = std::ceil(low * shown_scale / step - 1e-9);
    double const last = std::floor(high * shown_scale / step + 1e-9);
    for (double i = first; i <= last; ++i) out.push_back({i * step / shown_scale, tick_text(i * step)});
    return out;
}

std::vector<Tick> decade_ticks(
    double low, double high, double shown_scale, std::vector<int> const& factors, int every) {
    std::vector<Tick> out;
    int const first = static_cast<int>(std::floor(std::log10(low * shown_scale)));
    int const last = static_cast<int>(std::ceil(std::log10(high * shown_scale)));
    for (int decade = first; decade <= last; ++decade) {
        if (decade % every != 0) continue;
        for (int const factor : factors) {
            double const shown = factor * std::pow(10, decade);
            double const value = shown / shown_scale;
            if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
                out.push_back({value, tick_text(shown)});
        }
    }
    return out;
}

std::vector<Tick> logarithmic_ticks(double low, double high, double shown_scale, int most) {
    for (auto const& factors :
        {std::vector{1, 2, 3, 5, 7}, std::vector{1, 2, 5}, std::vector{1, 3}, std::vector{1}}) {
        auto out = decade_ticks(low, high, shown_scale, factors, 1);
        if (static_cast<int>(out.size()) > most) continue;
        if (out.size() >= 2) return out;
        return linear_ticks(
            low, high, shown_scale, most); // within a few tenths of a decade both look the same
    }
    return decade_ticks(low, high, shown_scale, {1}, 2);
}

std::vector<Tick> nines_ticks(double low, double high) {
    std::vector<Tick> out;
    for (auto const& [value, label] : {std::pair{0.0, "p0"}, {0.5, "p50"}, {0.9, "p90"}, {0.99, "p99"},
             {0.999, "p99.9"}, {0.9999, "p99.99"}, {0.99999, "p99.999"}})
        if (value >= low && value <= high + 1e-9) out.push_back({value, label});
    return out;
}

} // namespace

Scale::Scale(AxisScale kind, double low, double high, double first_px, double last_px)
    : kind_(kind)
    , low_(low)
    , high_(high)
    , first_px_(first_px)
    , last_px_(last_px) {}

double Scale::at(double value) const {
    double const low = transformed(kind_, low_);
    double const share =
        (transformed(kind_, std::clamp(value, low_, high_)) - low) / (transformed(kind_, high_) - low);
    return first_px_ + share * (last_px_ - first_px_);
}

Scale fitting(
    AxisScale kind, std::vector<double> const& values, bool from_zero, double first_px, double last_px) {
    double low = 0, high = 0;
    bool any = false;
    for (double const v : values) {
        if (kind == AxisScale::logarithmic && v <= 0) continue;
        low = any ? std::min(low, v) : v;
        high = any ? std::max(high, v) : v;
        any = true;
    }
    if (kind == AxisScale::nines) return {kind, 0, std::max(high, 0.9), first_px, last_px};
    if (kind == AxisScale::logarithmic) {
        if (!any) return {kind, 1, 10, first_px, last_px};
        return {kind, low / 1.25, high * 1.25, first_px, last_px};
    }
    if (from_zero) low = std::min(low, 0.0);
    double const room = high > low ? (high - low) * 0.04 : std::max(std::abs(high) * 0.04, 1e-12);
    return {kind, from_zero && low == 0 ? 0 : low - room, high + room, first_px, last_px};
}

std::vector<Tick> ticks(Scale const& scale, double shown_scale, int most) {
    switch (scale.kind()) {
    case AxisScale::linear:
        return linear_ticks(scale.low(), scale.high(), shown_scale, most);
    case AxisScale::logarithmic:
        return logarithmic_ticks(scale.low(), scale.high(), shown_scale, most);
    case AxisScale::nines:
        return nines_ticks(scale.low(), scale.high());
    }
    return {};
}

} // namespace wasmbench::report::svg
