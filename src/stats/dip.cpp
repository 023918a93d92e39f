#include <wasmbench/stats/detail/check.hpp>
#include <wasmbench/stats/modality.hpp>
#include <wasmbench/stats/quantile.hpp>
#include <wasmbench/stats/random.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace wasmbench::stats {
namespace {

using Indices = std::vector<std::size_t>;

double distance(std::size_t from, std::size_t to) {
    return static_cast<double>(to) - static_cast<double>(from);
}

/// For each point the one before it on the greatest convex minorant of the points up to it.
Indices minorant_links(std::span<double const> x) {
    Indices link(x.size(), 0);
    for (std::size_t j = 1; j < x.size(); ++j) {
        std::size_t at = j - 1;
        while (at != 0) {
            std::size_t const before = link[at];
            if ((x[j] - x[at]) * distance(before, at) < (x[at] - x[before]) * distance(at, j)) break;
            at = before;
        }
        link[j] = at;
    }
    return link;
}

/// For each point the one after it on the least concave majorant of the points from it on.
Indices majorant_links(std::span<double const> x) {
    std::size_t const last = x.size() - 1;
    Indices link(x.size(), last);
    for (std::size_t k = last; k-- > 0;) {
        std::size_t at = k + 1;
        while (at != last) {
            std::size_t const after = link[at];
            if ((x[at] - x[k]) * distance(at, after) < (x[after] - x[at]) * distance(k, at)) break;
            at = after;
        }
        link[k] = at;
    }
    return link;
}

/// From `start` along the links to `end`.
Indices chain(Indices const& link, std::size_t start, std::size_t end) {
    Indices points{start};
    while (points.back() != end) points.push_back(link[points.back()]);
    return points;
}

/// Where minorant and majorant are farthest apart.
struct Gap {
    double size = 0.0;
    std::size_t on_minorant = 0; // positions in the chains
    std::size_t on_majorant = 0;
};

Gap largest_gap(std::span<double const> x, Indices const& minorant, Indices const& majorant) {
    Gap gap{0.0, minorant.size() - 1, majorant.size() - 1};
    if (minorant.size() == 2 && majorant.size() == 2) {
        gap.size = 1.0;
        return gap;
    }
    std::size_t low = minorant.size() - 2; // the minorant is chained downwards, so both walk upwards in x
    std::size_t high = 1;
    while (minorant[low] != majorant[high]) {
        std::size_t const g = minorant[low];
        std::size_t const l = majorant[high];
        if (g > l) {
            std::size_t const left = minorant[low + 1];
            double const d =
                distance(left, l) + 1.0 - (x[l] - x[left]) * distance(left, g) / (x[g] - x[left]);
            if (d >= gap.size) gap = {d, low + 1, high};
            high = std::min(high + 1, majorant.size() - 1);
        } else {
            std::size_t const left = majorant[high - 1];
            double const d =
                (x[g] - x[left]) * distance(left, l) / (x[l] - x[left]) - distance(left, g) + 1.0;
            if (d >= gap.size) gap = {d, low, high};
            low = low == 0 ? 0 : low - 1;
        }
    }
    return gap;
}

/// How far the points between `begin` and `end` lie on one side of the chord: above it (sign 1) or below
/// (-1).
double bulge(std::span<double const> x, std::size_t begin, std::size_t end, double sign) {
    double most = 1.0;
    if (end - begin <= 1 || x[end] == x[begin]) return most;
    double const slope = distance(begin, end) / (x[end] - x[begin]);
    for (std::size_t i = begin; i <= end; ++i)
        most = std::max(most, sign * (distance(begin, i) - (x[i] - x[begin]) * slope) + 1.0);
    return most;
}

/// 2 n times the dip.
double scaled_dip(std::span<double const> x) {
    double dip = 1.0;
    if (x.size() < 2 || x.front() == x.back()) return dip;
    Indices const down = minorant_links(x);
    Indices const up = majorant_links(x);
    std::size_t low = 0;
    std::size_t high = x.size() - 1;
    for (;;) {
        Indices const minorant = chain(down, high, low);
        Indices const majorant = chain(up, low, high);
        Gap const gap = largest_gap(x, minorant, majorant);
        if (gap.size < dip) return dip;
        for (std::size_t j = gap.on_minorant; j + 1 < minorant.size(); ++j)
            dip = std::max(dip, bulge(x, minorant[j + 1], minorant[j], 1.0));
        for (std::size_t j = gap.on_majorant; j + 1 < majorant.size(); ++j)
            dip = std::max(dip, bulge(x, majorant[j], majorant[j + 1], -1.0));
        if (low == minorant[gap.on_minorant] && high == majorant[gap.on_majorant]) return dip;
        low = minorant[gap.on_minorant];
        high = majorant[gap.on_majorant];
    }
}

double dip_of(std::span<double const> sorted) {
    return scaled_dip(sorted) / (2.0 * static_cast<double>(sorted.size()));
}

/// As many sorted values from the uniform distribution, by their spacings.
void draw_uniform(Xoshiro256& engine, std::span<double> sorted) {
    double sum = 0.0;
    for (double& value : sorted) value = sum += -std::log1p(-uniform_unit(engine));
}

} // namespace

double dip(std::span<double const> sorted) {
    detail::check_sorted("dip", "sorted", sorted);
    return dip_of(sorted);
}

DipTest dip_test(std::span<double const> values, std::uint64_t seed, std::size_t replicates) {
    detail::check_sample("dip_test", "values", values, 4);
    if (replicates == 0) detail::reject("dip_test", "replicates", "is 0", "at least 1, usually 2000");
    DipTest result;
    result.dip = dip_of(sorted_copy(values));

    constexpr std::size_t settled = 500;
    std::vector<double> drawn(std::min(values.size(), settled));
    double const observed =
        result.dip * std::sqrt(static_cast<double>(values.size()) / static_cast<double>(drawn.size()));
    Xoshiro256 engine(seed);
    std::size_t as_large = 0;
    for (std::size_t i = 0; i < replicates; ++i) {
        draw_uniform(engine, drawn);
        // Equal but for rounding counts as equal.
        if (dip_of(drawn) >= observed * (1.0 - 1e-12)) ++as_large;
    }
    result.p_value = static_cast<double>(1 + as_large) / static_cast<double>(1 + replicates);
    return result;
}

} // namespace wasmbench::stats
