#include "report/text.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::report;

TEST_CASE("numbers have three significant digits and all digits before the point") {
    CHECK(number_text(0) == "0");
    CHECK(number_text(0.05123) == "0.0512");
    CHECK(number_text(0.5) == "0.500");
    CHECK(number_text(1) == "1.00");
    CHECK(number_text(24.34) == "24.3");
    CHECK(number_text(100) == "100");
    CHECK(number_text(999.4) == "999");
    CHECK(number_text(38210.6) == "38211");
    CHECK(number_text(-1.5) == "-1.50");
    CHECK(number_text(1e-9) == "0.000000"); // no exponent, at most six decimals
}

TEST_CASE("a figure is shown in its unit, the interval with the decimals of the figure") {
    Figure const f{0.0243, stats::Interval{0.02391, 0.02518, 0.95}, 12, 6};
    CHECK(value_text(Quantity::cold_start, f) == "24.3");
    CHECK(interval_text(Quantity::cold_start, f, "-") == "23.9-25.2");
    CHECK(figure_text(Quantity::cold_start, f, true) == "24.3 ms [23.9, 25.2]");
    CHECK(figure_text(Quantity::cold_start, f, false) == "24.3 [23.9, 25.2]");
    CHECK(value_text(Quantity::memory_peak, {3.0 * 1024 * 1024, {}, 1, 6}) == "3.00");
    CHECK(figure_text(Quantity::throughput, {61234.5, {}, 5, 6}, true) == "61234 req/s (n<6)");
    CHECK(value_text(Quantity::server_cpu_per_1000, {0.0301, {}, 1, 6}) == "0.0301");
    CHECK(value_text(Quantity::client_load, {0.5, {}, 1, 6}) == "50.0");
}

TEST_CASE("every quantity has its own entry") {
    for (auto const& entry : all_quantities) CHECK(&info(entry.quantity) == &entry);
}

TEST_CASE("control characters do not get through") {
    CHECK(printable("a\tb\nc\r\x1b[31m\x7f") == "a b c ?[31m?");
    CHECK(printable("gr\xc3\xbc\xc3\x9f \xe2\x82\xac") == "gr\xc3\xbc\xc3\x9f \xe2\x82\xac");
    CHECK(printable("\xc2\x9b"
                    "31m \xc2\xa0") == "?31m \xc2\xa0"); // U+009B begins an escape, too
    CHECK(printable("\xc2") == "\xc2");
}

TEST_CASE("width counts code points") {
    CHECK(display_width("") == 0);
    CHECK(display_width("abc") == 3);
    CHECK(display_width("\xc3\xbc\xe2\x82\xac") == 2);
}

TEST_CASE("text is wrapped at spaces") {
    using Lines = std::vector<std::string>;
    CHECK(wrap("", 10, 2) == Lines{""});
    CHECK(wrap("one two", 10, 2) == Lines{"one two"});
    CHECK(wrap("one two three", 7, 2) == Lines{"one two", "  three"});
    CHECK(wrap("one two three", 8, 0) == Lines{"one two", "three"});
    CHECK(wrap("- one  two", 6, 2) == Lines{"- one", "  two"});
    CHECK(wrap("abcdefghij", 6, 2) == Lines{"abcdef", "  ghij"});
    CHECK(wrap("ab cdefghijkl", 6, 2) == Lines{"ab", "  cdef", "  ghij", "  kl"});
    CHECK(wrap("\xc3\xbc\xc3\xbc\xc3\xbc", 2, 0) == Lines{"\xc3\xbc\xc3\xbc", "\xc3\xbc"});
}

TEST_CASE("words are enumerated") {
    CHECK(enumerate({}) == "");
    CHECK(enumerate({"a"}) == "a");
    CHECK(enumerate({"a", "b"}) == "a and b");
    CHECK(enumerate({"a", "b", "c"}) == "a, b and c");
}
