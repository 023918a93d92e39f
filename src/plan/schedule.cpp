#include <wasmbench/core/error.hpp>
#include <wasmbench/plan/schedule.hpp>
#include <wasmbench/stats/random.hpp>

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace wasmbench::plan {
namespace {

std::vector<std::size_t> random_permutation(stats::Xoshiro256& engine, std::size_t n) {
    std::vector<std::size_t> out(n);
    std::iota(out.begin(), out.end(), std::size_t{0});
    stats::shuffle(engine, std::span(out));
    return out;
}

/// The order within a group, block after block: lines of randomised cyclic Latin squares, a new square after the last line of one;
/// of two rows a coin for each block.
class Orders {
public:
    explicit Orders(std::size_t size)
        : size_(size) {}

    /// A permutation of 0 ... size - 1.
    std::vector<std::size_t> next_line(stats::Xoshiro256& engine) {
        if (size_ == 2) return random_permutation(engine, size_);
        if (line_ == 0) {
            symbols_ = random_permutation(engine, size_);
            columns_ = random_permutation(engine, size_);
            rotations_ = random_permutation(engine, size_);
        }
        std::vector<std::size_t> out(size_);
        for (std::size_t i = 0; i < size_; ++i) out[i] = symbols_[(columns_[i] + rotations_[line_]) % size_];
        line_ = (line_ + 1) % size_;
        return out;
    }

private:
    std::size_t size_;
    std::size_t line_ = 0;
    std::vector<std::size_t> symbols_;
    std::vector<std::size_t> columns_;
    std::vector<std::size_t> rotations_;
};

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

std::vector<std::vector<std::size_t>> compared_rows(Plan const& plan) {
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t row = 0; row < plan.rows.size(); ++row) {
        auto const same = std::find_if(groups.begin(), groups.end(), [&](auto const& group) {
            auto const& other = plan.rows[group.front()];
            auto const& one = plan.rows[row];
            return other.workload == one.workload && other.endpoint == one.endpoint &&
                   other.firewall.has_value() == one.firewall.has_value();
        });
        (same == groups.end() ? groups.emplace_back() : *same).push_back(row);
    }
    return groups;
}

std::vector<Trial> schedule(Plan const& plan) {
    check_size(plan);
    auto const groups = compared_rows(plan);
    if (groups.empty()) return {};
    stats::Xoshiro256 engine(plan.seed);
    Orders order_of_groups(groups.size());
    std::vector<Orders> orders_within;
    for (auto const& group : groups) orders_within.emplace_back(group.size());

    std::vector<Trial> out;
    out.reserve(plan.rows.size() * plan.blocks);
    for (std::uint32_t block = 0; block < plan.blocks; ++block) {
        auto const group_order = order_of_groups.next_line(engine);
        std::vector<std::vector<std::size_t>> within;
        for (auto& orders : orders_within) within.push_back(orders.next_line(engine));
        for (auto const g : group_order) {
            for (auto const i : within[g]) {
                auto const row = groups[g][i];
                if (block >= plan.rows[row].blocks.value_or(plan.blocks)) continue; // its place stays empty
                out.push_back({static_cast<std::uint32_t>(out.size()), block, row});
            }
        }
    }
    return out;
}

} // namespace wasmbench::plan
