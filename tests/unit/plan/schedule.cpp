#include <wasmbench/plan/schedule.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::plan;

namespace {

Plan plan_of(std::size_t rows, std::uint32_t blocks, std::uint64_t seed) {
    Plan p;
    p.name = "test";
    p.seed = seed;
    p.blocks = blocks;
    p.rows.assign(rows, {"native", {}, "hello", ""});
    return p;
}

/// counts[row][place]: how often a row stood at a place within its block.
std::vector<std::vector<int>> place_counts(std::vector<Trial> const& trials, std::size_t rows) {
    std::vector<std::vector<int>> counts(rows, std::vector<int>(rows));
    for (auto const& t : trials) ++counts[t.row][t.position % rows];
    return counts;
}

/// Groups of these sizes, their rows mixed in the plan: the first of each, then the second of each, ...
Plan plan_of_groups(std::vector<std::size_t> const& sizes, std::uint32_t blocks, std::uint64_t seed) {
    auto p = plan_of(0, blocks, seed);
    for (std::size_t i = 0; i < *std::max_element(sizes.begin(), sizes.end()); ++i)
        for (std::size_t g = 0; g < sizes.size(); ++g)
            if (i < sizes[g])
                p.rows.push_back({"native", {{"n", std::to_string(i)}}, "http_service", "/" + std::to_string(g)});
    return p;
}

/// For each group and block: at which place in the block, counted in groups, it stood, and in which order its
/// rows did. Checks that the rows of a group stand next to each other.
struct Placed {
    std::size_t place;
    std::vector<std::size_t> rows;
};
std::vector<std::vector<Placed>> placed_groups(Plan const& plan) {
    auto const groups = compared_rows(plan);
    std::vector<std::size_t> group_of(plan.rows.size());
    for (std::size_t g = 0; g < groups.size(); ++g)
        for (auto const row : groups[g]) group_of[row] = g;
    std::vector<std::vector<Placed>> out(groups.size());
    auto const trials = schedule(plan);
    REQUIRE(trials.size() == plan.rows.size() * plan.blocks);
    std::size_t at = 0;
    for (std::uint32_t block = 0; block < plan.blocks; ++block) {
        for (std::size_t place = 0; place < groups.size(); ++place) {
            auto const g = group_of[trials[at].row];
            auto& seen = out[g].emplace_back(Placed{place, {}});
            for (std::size_t i = 0; i < groups[g].size(); ++i, ++at) {
                CHECK(trials[at].block == block);
                CHECK(trials[at].position == at);
                CHECK(group_of[trials[at].row] == g);
                seen.rows.push_back(trials[at].row);
            }
            auto sorted = seen.rows;
            std::sort(sorted.begin(), sorted.end());
            CHECK(sorted == groups[g]);
        }
    }
    return out;
}

/// How far the counts of one thing at several places are from each other.
int spread(std::vector<int> const& counts) {
    auto const [least, most] = std::minmax_element(counts.begin(), counts.end());
    return *most - *least;
}

std::vector<std::size_t> rows_of(std::vector<Trial> const& trials) {
    std::vector<std::size_t> out;
    for (auto const& t : trials) out.push_back(t.row);
    return out;
}

} // namespace

TEST_CASE("every row is run once per block, positions count through") {
    auto const rows = GENERATE(as<std::size_t>(), 1, 2, 5, 16);
    auto const trials = schedule(plan_of(rows, 7, GENERATE(as<std::uint64_t>(), 0, 1, 42)));
    REQUIRE(trials.size() == rows * 7);
    for (std::size_t i = 0; i < trials.size(); ++i) {
        CHECK(trials[i].position == i);
        CHECK(trials[i].block == i / rows);
    }
    for (std::size_t block = 0; block < 7; ++block) {
        std::set<std::size_t> seen;
        for (std::size_t i = 0; i < rows; ++i) seen.insert(trials[block * rows + i].row);
        CHECK(seen.size() == rows);
        CHECK(*seen.rbegin() == rows - 1);
    }
}

TEST_CASE("a row with fewer blocks stops after them, and the others keep their order") {
    auto plan = plan_of(4, 5, 7);
    auto const all = rows_of(schedule(plan));
    plan.rows[2].blocks = 2;
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i] != 2 || i / 4 < 2) expected.push_back(all[i]);
    auto const trials = schedule(plan);
    CHECK(rows_of(trials) == expected);
    CHECK(trials.back().position == 16);
    plan.rows[2].blocks = 9; // more than the plan has
    CHECK(rows_of(schedule(plan)) == all);
}

TEST_CASE("over as many blocks as rows each row stands at each place once") {
    auto const rows = GENERATE(as<std::size_t>(), 3, 4, 8);
    auto const times = GENERATE(1, 3);
    auto const blocks = static_cast<std::uint32_t>(rows) * static_cast<std::uint32_t>(times);
    auto const counts = place_counts(schedule(plan_of(rows, blocks, 7)), rows);
    for (auto const& row : counts)
        for (int n : row) CHECK(n == times);
}

TEST_CASE("over any number of blocks the places of a row are within one of each other") {
    auto const blocks = GENERATE(1u, 4u, 7u, 11u, 12u);
    for (auto const& row : place_counts(schedule(plan_of(5, blocks, 3)), 5)) {
        auto const [least, most] = std::minmax_element(row.begin(), row.end());
        CHECK(*most - *least <= 1);
    }
}

TEST_CASE("the seed decides the order") {
    CHECK(schedule(plan_of(6, 9, 42)) == schedule(plan_of(6, 9, 42)));
    std::set<std::vector<std::size_t>> orders;
    for (std::uint64_t seed = 0; seed < 20; ++seed) orders.insert(rows_of(schedule(plan_of(6, 1, seed))));
    CHECK(orders.size() >= 18); // of 720 possible ones
}

// Written down from a run; the engine and the shuffle are defined to the last bit, so every platform must
// agree.
TEST_CASE("a recorded seed gives the recorded schedule on every platform") {
    CHECK(rows_of(schedule(plan_of(4, 5, 20261123))) ==
          std::vector<std::size_t>{3, 1, 0, 2, 1, 3, 2, 0, 2, 0, 3, 1, 0, 2, 1, 3, 1, 2, 0, 3});
}

TEST_CASE("squares differ from each other, and so does who runs before whom") {
    auto const trials = schedule(plan_of(6, 12, 5));
    auto const order = rows_of(trials);
    CHECK(!std::equal(order.begin(), order.begin() + 36, order.begin() + 36));
    std::set<std::pair<std::size_t, std::size_t>> neighbours; // within the first square
    for (std::size_t i = 1; i < 36; ++i)
        if (i % 6 != 0) neighbours.insert({order[i - 1], order[i]});
    CHECK(neighbours.size() > 6); // a plain cyclic square has only six
}

TEST_CASE("rows of one workload and endpoint are compared with each other") {
    Plan p;
    p.rows = {{"a", {}, "hello", ""}, {"a", {}, "http_service", "/"}, {"b", {}, "hello", ""},
        {"a", {}, "http_service", "/state"}, {"b", {{"mode", "aot"}}, "http_service", "/"}};
    CHECK(compared_rows(p) == std::vector<std::vector<std::size_t>>{{0, 2}, {1, 4}, {3}});
    CHECK(compared_rows({}).empty());
}

TEST_CASE("in every block the rows of a group are neighbours, and each row is run once") {
    auto const seed = GENERATE(as<std::uint64_t>(), 0, 1, 2, 42, 20261123);
    for (auto const& sizes : std::vector<std::vector<std::size_t>>{{1}, {4}, {3, 2, 4}, {1, 5}, {2, 2, 2, 2, 2}})
        placed_groups(plan_of_groups(sizes, 11, seed));
}

TEST_CASE("groups and the rows within them stand everywhere equally often") {
    std::vector<std::size_t> const sizes{3, 5, 4};
    auto const blocks = GENERATE(1u, 5u, 12u, 13u, 60u); // a multiple of all squares, and not
    auto const seed = GENERATE(as<std::uint64_t>(), 7, 8, 9);
    auto const placed = placed_groups(plan_of_groups(sizes, blocks, seed));
    for (std::size_t g = 0; g < sizes.size(); ++g) {
        std::vector<int> places(sizes.size());
        std::vector<std::vector<int>> row_places(sizes[g], std::vector<int>(sizes[g])); // of each row
        auto rows = placed[g][0].rows;
        std::sort(rows.begin(), rows.end());
        for (auto const& block : placed[g]) {
            ++places[block.place];
            for (std::size_t i = 0; i < block.rows.size(); ++i)
                ++row_places[static_cast<std::size_t>(
                    std::lower_bound(rows.begin(), rows.end(), block.rows[i]) - rows.begin())][i];
        }
        CHECK(spread(places) <= (blocks % sizes.size() == 0 ? 0 : 1));
        for (auto const& counts : row_places) CHECK(spread(counts) <= (blocks % sizes[g] == 0 ? 0 : 1));
    }
}

TEST_CASE("two rows have a coin for each block: what came before says nothing of what comes") {
    auto const seed = GENERATE(as<std::uint64_t>(), 7, 8, 9);
    constexpr int blocks = 10'000;
    auto const order = rows_of(schedule(plan_of(2, blocks, seed)));
    int first = 0, changed = 0, after_a_change = 0, changed_again = 0;
    for (int b = 0; b < blocks; ++b) {
        auto const at = [&](int block) { return order[2 * static_cast<std::size_t>(block)]; };
        first += at(b) == 0 ? 1 : 0;
        if (b == 0) continue;
        bool const change = at(b) != at(b - 1);
        changed += change ? 1 : 0;
        if (b >= 2 && at(b - 1) != at(b - 2)) {
            ++after_a_change;
            changed_again += change ? 1 : 0;
        }
    }
    // Each a binomial of one half: within five of its standard deviations (50, and some 35).
    CHECK(std::abs(first - blocks / 2) < 250);
    CHECK(std::abs(changed - blocks / 2) < 250); // a square of two gives three quarters
    CHECK(std::abs(2 * changed_again - after_a_change) < 360);
}

TEST_CASE("the order within a group does not follow from its place among the groups") {
    // Both squares have three lines: had they one draw in common, each place would go with one order.
    auto const placed = placed_groups(plan_of_groups({3, 3, 3}, 60, 11));
    std::set<std::pair<std::size_t, std::vector<std::size_t>>> together;
    for (auto const& block : placed[0]) together.insert({block.place, block.rows});
    CHECK(together.size() > 9);
}

TEST_CASE("a plan without rows has an empty schedule, a plan without end is refused") {
    CHECK(schedule(plan_of(0, 3, 1)).empty());
    CHECK_THROWS_AS(schedule(plan_of(2, 500'001, 1)), Error);
    CHECK(schedule(plan_of(2, 500'000, 1)).size() == 1'000'000);
}
