#pragma once

#include <wasmbench/report/chart.hpp>

#include <string>
#include <vector>

namespace wasmbench::report::svg {

/// Where a value lies between two pixels.
class Scale {
public:
    /// `low` < `high` in SI; above 0 when logarithmic, below 1 with nines.
    Scale(AxisScale kind, double low, double high, double first_px, double last_px);

    double at(double value) const;

    double low() const noexcept { return low_; }
    double high() const noexcept { return high_; }
    AxisScale kind() const noexcept { return kind_; }

private:
    AxisScale kind_;
    double low_, high_, first_px_, last_px_;
};

/// A range that has all of `values` in it with a little room. Logarithmic: the smallest above 0 counts, so a
/// value that is not above 0 is drawn at the edge. Linear: from 0 on when `from_zero`.
Scale fitting(
    AxisScale kind, std::vector<double> const& values, bool from_zero, double first_px, double last_px);

struct Tick {
    double value = 0;  ///< SI
    std::string label; ///< in the shown unit
};

/// Round values inside the scale, not more than `most`, in the unit that `shown_scale` leads to.
std::vector<Tick> ticks(Scale const& scale, double shown_scale, int most);

} // namespace wasmbench::report::svg
