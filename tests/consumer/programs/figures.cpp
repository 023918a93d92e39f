// Figures from the headers alone: nothing of the library is linked.
#include <wasmbench/core/unit.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <array>
#include <cstdio>

int main() {
    std::array const seconds{0.011, 0.012, 0.010, 0.019, 0.013};
    auto const median = wasmbench::stats::quantile(wasmbench::stats::sorted_copy(seconds), 0.5);
    std::printf("median %.3f %s\n", median, wasmbench::to_string(wasmbench::Unit::seconds).data());
    return median != 0.012;
}
