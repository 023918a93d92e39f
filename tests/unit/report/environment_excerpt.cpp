#include "report/environment_excerpt.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <utility>
#include <vector>

using wasmbench::report::environment_excerpt;

TEST_CASE("plain values, one level of nesting and short lists are facts, in the order of the file") {
    auto const excerpt = environment_excerpt(
        R"({"z": 1, "cpu": {"model": "x", "flags": ["a", 2, true], "deep": {"er": {"x": 1}}},
        "a": true, "nothing": null, "objects": [{"x": 1}], "disturbing": ["one", 2, "two"]})");
    REQUIRE(excerpt);
    CHECK(excerpt->facts == std::vector<std::pair<std::string, std::string>>{
                                {"z", "1"}, {"cpu/model", "x"}, {"cpu/flags", "a, 2, true"}, {"a", "true"}});
    CHECK(excerpt->disturbing == std::vector<std::string>{"one", "two"});
}

TEST_CASE("what is not an object is no environment") {
    CHECK(!environment_excerpt(""));
    CHECK(!environment_excerpt("{\"a\": "));
    CHECK(!environment_excerpt("[]"));
    CHECK(environment_excerpt("{}"));
    CHECK(environment_excerpt("{\"disturbing\": \"not a list\"}")->facts.size() == 1);
}
