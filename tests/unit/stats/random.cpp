#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <vector>

using namespace wasmbench::stats;

static_assert(std::uniform_random_bit_generator<Xoshiro256>);

TEST_CASE("SplitMix64 gives the published sequence") {
    // Rosetta Code, "Pseudo-random numbers/Splitmix64", seed 1234567; made with Vigna's splitmix64.c.
    SplitMix64 engine(1234567);
    std::array<std::uint64_t, 5> const expected{6457827717110365317U, 3203168211198807973U,
        9817491932198370423U, 4593380528125082431U, 16408922859458223821U};
    for (std::uint64_t value : expected) CHECK(engine() == value);
}

TEST_CASE("xoshiro256** gives the published sequence") {
    // The reference vector of the Rust crate rand_xoshiro, made with Blackman and Vigna's
    // xoshiro256starstar.c.
    Xoshiro256 engine(std::array<std::uint64_t, 4>{1, 2, 3, 4});
    std::array<std::uint64_t, 10> const expected{11520U, 0U, 1509978240U, 1215971899390074240U,
        1216172134540287360U, 607988272756665600U, 16172922978634559625U, 8476171486693032832U,
        10595114339597558777U, 2904607092377533576U};
    for (std::uint64_t value : expected) CHECK(engine() == value);
}

// The values for seed 42 in this file come from a separate implementation of the same two papers in Python.
TEST_CASE("a seed fixes every draw, on every standard library") {
    SECTION("raw numbers") {
        Xoshiro256 engine(42);
        std::array<std::uint64_t, 4> const expected{
            1546998764402558742U, 6990951692964543102U, 12544586762248559009U, 17057574109182124193U};
        for (std::uint64_t value : expected) CHECK(engine() == value);
    }
    SECTION("bounded integers") {
        Xoshiro256 engine(42);
        for (std::uint64_t value : {1U, 6U, 9U, 4U, 5U, 9U, 1U, 2U, 6U, 9U, 5U, 7U})
            CHECK(uniform_below(engine, 10) == value);
    }
    SECTION("fractions") {
        Xoshiro256 engine(42);
        for (double value : {0.08386297105988216, 0.3789802506626686, 0.6800434110281394}) {
            CHECK(uniform_unit(engine) == value);
        }
    }
    SECTION("orders") {
        Xoshiro256 engine(42);
        std::vector<int> items(10);
        std::iota(items.begin(), items.end(), 0);
        shuffle(engine, std::span<int>(items));
        CHECK(items == std::vector<int>{0, 3, 9, 2, 4, 7, 8, 5, 6, 1});
    }
}

TEST_CASE("an engine is a value: a copy replays it, another seed does not") {
    Xoshiro256 engine(7);
    engine();
    Xoshiro256 copy = engine;
    CHECK(copy == engine);
    CHECK(copy() == engine());
    CHECK_FALSE(Xoshiro256(7) == Xoshiro256(8));
}

TEST_CASE("a state of zeros is refused") {
    CHECK_THROWS_AS(Xoshiro256(std::array<std::uint64_t, 4>{}), std::invalid_argument);
}

TEST_CASE("uniform_below reaches every value below the bound, equally often") {
    // 9 draws of 10 bits of 7 are just below a power of two, 5 just above one: the worst cases of rejection.
    for (std::uint64_t bound : {1U, 2U, 5U, 7U, 8U, 10U}) {
        Xoshiro256 engine(bound);
        std::vector<double> seen(bound, 0.0);
        double const draws = 20000.0;
        for (int i = 0; i < 20000; ++i) {
            std::uint64_t const value = uniform_below(engine, bound);
            REQUIRE(value < bound);
            seen[value] += 1.0;
        }
        double const expected = draws / static_cast<double>(bound);
        double const sigma = std::sqrt(expected * (1.0 - 1.0 / static_cast<double>(bound)));
        for (double count : seen) CHECK(std::abs(count - expected) <= 4.0 * sigma);
    }
}

TEST_CASE("uniform_below handles the ends of its range") {
    Xoshiro256 engine(3);
    Xoshiro256 const before = engine;
    CHECK(uniform_below(engine, 1) == 0);
    CHECK(engine == before); // nothing to draw
    std::uint64_t const huge = (std::uint64_t{1} << 63) + 1;
    for (int i = 0; i < 100; ++i) CHECK(uniform_below(engine, huge) < huge);
    CHECK_THROWS_AS(uniform_below(engine, 0), std::invalid_argument);
}

TEST_CASE("uniform_unit stays in [0, 1) and has mean 1/2") {
    Xoshiro256 engine(11);
    double sum = 0.0;
    for (int i = 0; i < 10000; ++i) {
        double const value = uniform_unit(engine);
        REQUIRE(value >= 0.0);
        REQUIRE(value < 1.0);
        sum += value;
    }
    CHECK(std::abs(sum / 10000.0 - 0.5) <= 4.0 * std::sqrt(1.0 / 12.0 / 10000.0));
}

TEST_CASE("shuffle makes every order of four items, equally often") {
    Xoshiro256 engine(5);
    std::vector<int> orders(4321 + 1, 0);
    for (int i = 0; i < 24000; ++i) {
        std::array<int, 4> items{1, 2, 3, 4};
        shuffle(engine, std::span<int>(items));
        ++orders[static_cast<std::size_t>(items[0] * 1000 + items[1] * 100 + items[2] * 10 + items[3])];
    }
    std::array<int, 4> order{1, 2, 3, 4};
    do {
        int const seen =
            orders[static_cast<std::size_t>(order[0] * 1000 + order[1] * 100 + order[2] * 10 + order[3])];
        CHECK(std::abs(seen - 1000.0) <= 4.0 * std::sqrt(1000.0));
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("shuffle leaves nothing and one thing alone") {
    Xoshiro256 engine(5);
    Xoshiro256 const before = engine;
    std::array<int, 1> one{9};
    shuffle(engine, std::span<int>());
    shuffle(engine, std::span<int>(one));
    CHECK(one[0] == 9);
    CHECK(engine == before);
}
