#include <wasmbench/core/error.hpp>
#include <wasmbench/plan/schedule.hpp>
#include <wasmbench/stats/random.hpp>

#include <numeric>
#include <span>

namespace wasmbench::plan {
namespace {

std::vector<std::size_t> random_permutation(stats::Xoshiro256& engine, std::size_t n) {
    std::vector<std::size_t> out(n);
    std::iota(out.begin(), out.end(), std::size_t{0});
    stats::shuffle(engine, std::span(out));
    return out;
}

void check_size(Plan const& plan) {
    if (plan.rows.size() * std::uint64_t{plan.blocks} <= max_trials) return;
    Diagnostics d;
    d.stage = "schedule";
    d.subject = "plan " + plan.name + ": " + std::to_string(plan.rows.size()) + " rows in " +
                std::to_string(plan.blocks) + " blocks";
    d.expected = "at most " + std::to_string(max_trials) + " trials";
    d.remedy = "ask for fewer blocks";
    throw Error(errc::invalid_option, std::move(d));
}

} // namespace

std::vector<Trial> schedule(Plan const& plan) {
    check_size(plan);
    auto const n = plan.rows.size();
    stats::Xoshiro256 engine(plan.seed);
    std::vector<Trial> out;
    out.reserve(n * plan.blocks);
    std::vector<std::size_t> symbols; // which row of the plan a symbol of the square stands for
    std::vector<std::size_t> columns;
    std::vector<std::size_t> rotations;
    for (std::uint32_t block = 0; block < plan.blocks; ++block) {
        auto const line = n == 0 ? 0 : block % n;
        if (line == 0) {
            symbols = random_permutation(engine, n);
            columns = random_permutation(engine, n);
            rotations = random_permutation(engine, n);
        }
        for (std::size_t i = 0; i < n; ++i) {
            auto const row = symbols[(columns[i] + rotations[line]) % n];
            if (block >= plan.rows[row].blocks.value_or(plan.blocks)) continue; // its place stays empty
            out.push_back({static_cast<std::uint32_t>(out.size()), block, row});
        }
    }
    return out;
}

} // namespace wasmbench::plan
