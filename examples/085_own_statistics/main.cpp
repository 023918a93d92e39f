// The statistics on data of one's own: two ways to sort, measured as pairs in a drawn order.
#include <wasmbench/stats/stats.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

namespace stats = wasmbench::stats;

template <class Sort>
static double seconds_of(std::vector<double> values, Sort sort) {
    auto const begin = std::chrono::steady_clock::now();
    sort(values);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

int main() {
    stats::Xoshiro256 random(2026); // the same data and the same order wherever this is run
    std::vector<double> values(20000);
    for (auto& value : values) value = static_cast<double>(stats::uniform_below(random, 1'000'000));

    auto const unstable = [](auto& v) { std::sort(v.begin(), v.end()); };
    auto const stable = [](auto& v) { std::stable_sort(v.begin(), v.end()); };
    std::vector<double> sort;
    std::vector<double> stable_sort;
    for (int pair = 0; pair < 40; ++pair) {
        bool const first = stats::uniform_below(random, 2) == 0; // what slows one of a pair now and then slows either
        if (first) sort.push_back(seconds_of(values, unstable));
        stable_sort.push_back(seconds_of(values, stable));
        if (!first) sort.push_back(seconds_of(values, unstable));
    }

    auto const summary = stats::summarize(sort);
    std::cout << "std::sort: median " << summary.median * 1e3 << " ms [" << summary.median_interval->low * 1e3 << ", "
              << summary.median_interval->high * 1e3 << "], n = " << summary.n << '\n';
    if (!summary.p99_interval) // 299 values are the fewest for one
        std::cout << "no p99 from " << summary.n << " values\n";

    auto const ratio = stats::paired_ratio(sort, stable_sort);
    std::cout << "std::stable_sort takes " << ratio.ratio << " [" << ratio.interval->low << ", " << ratio.interval->high
              << "] times as long\n";

    std::vector<double> log_ratios;
    for (std::size_t i = 0; i < sort.size(); ++i) log_ratios.push_back(std::log(stable_sort[i]) - std::log(sort[i]));
    if (auto const scatter = stats::log_ratio_scatter(log_ratios); scatter && *scatter > 0)
        std::cout << sort.size() << " pairs show a ratio of " << stats::detectable_ratio(*scatter, sort.size())
                  << " in 9 of 10 runs\n";
}
