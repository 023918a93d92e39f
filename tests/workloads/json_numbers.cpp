#include "json_transform/json/number_text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cstdint>
#include <limits>
#include <string_view>

namespace {

namespace json = wasmbench::workloads::json;
using json::Number;

bool same(std::optional<Number> const& number, std::int64_t digits, std::int32_t exponent) {
    return number && number->digits == digits && number->exponent == exponent;
}

TEST_CASE("numbers are read exactly") {
    auto const [text, digits, exponent] = GENERATE(table<std::string_view, std::int64_t, std::int32_t>({
        {"0", 0, 0},
        {"-0", 0, 0},
        {"7", 7, 0},
        {"-12.50", -1250, -2},
        {"0.05", 5, -2},
        {"1375e-2", 1375, -2},
        {"1.5E+3", 15, 2},
        {"0e999", 0, 999},
        {"123456789012345678", 123456789012345678, 0},
        {"-0.12345678901234567", -12345678901234567, -17},
        {"0.00000000000000000000000001", 1, -26},
    }));
    INFO(text);
    auto const read = json::read_number(text);
    CHECK(read.problem.empty());
    CHECK(read.size == text.size());
    CHECK(same(read.value, digits, exponent));
}

TEST_CASE("what follows a number is left") {
    CHECK(json::read_number("12,").size == 2);
    CHECK(json::read_number("1.5]").size == 3);
    CHECK(json::read_number("1e5x").size == 3);
}

TEST_CASE("other spellings of numbers are refused") {
    auto const [text, problem] = GENERATE(table<std::string_view, std::string_view>({
        {"", "no value begins so"},
        {"-", "no value begins so"},
        {"+1", "no value begins so"},
        {".5", "no value begins so"},
        {"01", "a number with a leading zero"},
        {"-01", "a number with a leading zero"},
        {"1.", "a number without digits after its point"},
        {"1.e2", "a number without digits after its point"},
        {"1e", "a number without digits in its exponent"},
        {"1e+", "a number without digits in its exponent"},
        {"1000000000000000000", "a number of more than 18 digits"},
        {"1234567890123456789", "a number of more than 18 digits"},
        {"1.234567890123456789", "a number of more than 18 digits"},
        {"99999999999999999999999999", "a number of more than 18 digits"},
        {"1e1000", "a number with an exponent beyond 999"},
        {"1e-99999999999999999999", "a number with an exponent beyond 999"},
    }));
    INFO(text);
    CHECK(json::read_number(text).problem == problem);
}

TEST_CASE("numbers are added and multiplied without rounding") {
    CHECK(same(json::sum({1250, -2}, {5, -1}), 1300, -2));
    CHECK(same(json::sum({1, 3}, {-1, 0}), 999, 0));
    CHECK(same(json::sum({0, 900}, {7, -2}), 7, -2));
    CHECK(same(json::product({-3, 0}, {1111, -2}), -3333, -2));
    CHECK(same(json::product({15, 2}, {2, -3}), 30, -1));
}

TEST_CASE("numbers are compared whatever their exponents") {
    CHECK(json::less({1, 0}, {11, -1}) == true);
    CHECK(json::less({10, -1}, {1, 0}) == false);
    CHECK(json::less({-1, 2}, {0, 0}) == true);
}

TEST_CASE("digits that do not fit are no number") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    CHECK(!json::sum({most, 0}, {1, 0}));
    CHECK(!json::sum({1, 20}, {1, 0}));
    CHECK(!json::product({most, 0}, {2, 0}));
    CHECK(!json::less({1, 500}, {1, 0}));
}

} // namespace
