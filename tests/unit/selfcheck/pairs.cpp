#include <wasmbench/selfcheck/pairs.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <vector>

using namespace wasmbench::selfcheck;

namespace {

// Notes which side was tried, and gives figures that count up, from 1.
struct Recorder {
    std::vector<std::size_t> sides;
    double operator()(std::size_t side) {
        sides.push_back(side);
        return static_cast<double>(sides.size());
    }
};

} // namespace

TEST_CASE("paired: each block has both sides, and neither is always the first") {
    Recorder r;
    auto const figures = run_pairs(40, 7, Order::paired, std::ref(r));
    REQUIRE(r.sides.size() == 80);
    int first = 0;
    for (std::size_t i = 0; i < 80; i += 2) {
        CHECK(r.sides[i] + r.sides[i + 1] == 1);
        first += static_cast<int>(r.sides[i]);
    }
    CHECK(first == 20); // balanced
    CHECK(figures.baseline.size() == 40);
    CHECK(figures.candidate.size() == 40);
    for (std::size_t b = 0; b < 40; ++b)
        CHECK((figures.baseline[b] + 1 == figures.candidate[b] || figures.baseline[b] == figures.candidate[b] + 1));
}

TEST_CASE("sequential: all of one side, then all of the other") {
    Recorder r;
    auto const figures = run_pairs(3, 7, Order::sequential, std::ref(r));
    CHECK(r.sides == std::vector<std::size_t>{0, 0, 0, 1, 1, 1});
    CHECK(figures.baseline == std::vector<double>{1, 2, 3});
    CHECK(figures.candidate == std::vector<double>{4, 5, 6});
}

TEST_CASE("a run may end after each block") {
    Recorder r;
    auto const figures =
        run_pairs(40, 7, Order::paired, std::ref(r), [](Pairs const& p) { return p.baseline.size() == 5; });
    CHECK(r.sides.size() == 10);
    CHECK(figures.candidate.size() == 5);
}

TEST_CASE("a difference is told from none by the interval of the ratio") {
    Pairs same, slower;
    for (int i = 1; i <= 12; ++i) {
        auto const noise = 1 + 0.001 * ((i % 2 != 0) ? i : -i);
        same.baseline.push_back(1);
        same.candidate.push_back(noise);
        slower.baseline.push_back(1);
        slower.candidate.push_back(1.05 * noise);
    }
    CHECK_FALSE(differs(same.ratio(0.95)));
    CHECK(differs(slower.ratio(0.95)));
    CHECK_FALSE(differs(Pairs{{1, 1}, {2, 2}}.ratio(0.95))); // too few for an interval
}
