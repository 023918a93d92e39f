#include "json_transform/json/writer.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = wasmbench::workloads::json;

std::string digits_of(json::Number number) {
    std::array<char, 64> room{};
    json::Text to{room};
    json::write_number(to, number);
    return std::string(to.view());
}

std::string quoted(std::string_view text) {
    std::array<char, 256> room{};
    json::Text to{room};
    json::write_string(to, text);
    return std::string(to.view());
}

TEST_CASE("numbers are written with all their digits") {
    CHECK(digits_of({0, 0}) == "0");
    CHECK(digits_of({-42, 0}) == "-42");
    CHECK(digits_of({1250, -2}) == "12.50");
    CHECK(digits_of({0, -2}) == "0.00");
    CHECK(digits_of({5, -2}) == "0.05");
    CHECK(digits_of({-5, -1}) == "-0.5");
    CHECK(digits_of({1, -6}) == "0.000001");
    CHECK(digits_of({1, -7}) == "1e-7");
    CHECK(digits_of({15, 2}) == "15e2");
    CHECK(digits_of({std::numeric_limits<std::int64_t>::min(), 0}) == "-9223372036854775808");
}

TEST_CASE("of a string that is escaped which has to be") {
    CHECK(quoted("") == "\"\"");
    CHECK(quoted("/é🚀\x7f") == "\"/é🚀\x7f\"");
    CHECK(quoted("a\"b\\c\b\f\n\r\t") == R"("a\"b\\c\b\f\n\r\t")");
    CHECK(quoted(std::string_view("\0\x1f x", 4)) == R"("\u0000\u001f x")");
}

TEST_CASE("a text that does not fit is cut at a piece and says so") {
    std::array<char, 4> room{};
    json::Text to{room};
    to.append("abc");
    CHECK(!to.full());
    to.append("de");
    CHECK(to.full());
    CHECK(to.view() == "abc");
    to.clear();
    to.append("abcd");
    CHECK(!to.full());
    CHECK(to.view() == "abcd");
}

TEST_CASE("a builder whose pool is full says so, and harms nothing") {
    for (std::size_t room = 0; room < 20 * sizeof(json::Value); room += 16) {
        std::vector<std::byte> memory(room), other_memory(4096);
        json::Pool pool{memory}, other{other_memory};
        json::Builder source(other), build(pool);
        json::Value& list = source.make(json::Kind::array);
        for (int i = 0; i < 3; ++i) source.add(list, {}, json::Number{i, 0});
        REQUIRE(!source.full());

        json::Value& root = build.make(json::Kind::object);
        build.copy(root, "list", list);
        build.add(root, "text", "t");
        if (build.full()) continue;
        std::array<char, 64> text{};
        json::Text to{text};
        json::write(to, root);
        CHECK(to.view() == R"({"list":[0,1,2],"text":"t"})");
        CHECK(room >= 6 * sizeof(json::Value));
    }
}

} // namespace
