#include "report/text_table.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using wasmbench::report::TextTable;

namespace {

TextTable example() {
    TextTable t;
    t.head = {{"", "name"}, {"time", "ms"}, {"memory", "MiB"}};
    t.rows = {{{"native", "  none"}, {"1.00", "0.9-1.1"}, {"22"}}, {{"w"}, {"-"}, {"5", "6"}}};
    return t;
}

} // namespace

TEST_CASE("the name is aligned left, figures right, cells have as many lines as they need") {
    CHECK(example().render(80) == "           time  memory\n"
                                  "name         ms     MiB\n"
                                  "-----------------------\n"
                                  "native     1.00      22\n"
                                  "  none  0.9-1.1\n"
                                  "w             -       5\n"
                                  "                      6\n");
    CHECK(example().render(23) == example().render(80)); // just wide enough
}

TEST_CASE("columns that do not fit follow below, with the names again") {
    CHECK(example().render(22) == "           time\n"
                                  "name         ms\n"
                                  "---------------\n"
                                  "native     1.00\n"
                                  "  none  0.9-1.1\n"
                                  "w             -\n"
                                  "\n"
                                  "        memory\n"
                                  "name       MiB\n"
                                  "--------------\n"
                                  "native      22\n"
                                  "  none\n"
                                  "w            5\n"
                                  "             6\n");
}

TEST_CASE("what is wider than a line by itself is cut and marked") {
    TextTable t;
    t.head = {{"name"}, {"figure"}};
    t.rows = {{{"a-name-that-is-far-too-long"}, {"123456789012345"}}};
    CHECK(t.render(20) == "name          figure\n"
                          "--------------------\n"
                          "a-name-th~  1234567~\n");
}
