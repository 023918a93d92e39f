#include <wasmbench/core/capability.hpp>

#include <catch2/catch_test_macros.hpp>

#include <set>

using namespace wasmbench;

TEST_CASE("a set of capabilities has what it was made of", "[core]") {
    Capabilities const set{Capability::http, Capability::cpu_limit};
    CHECK(set.has(Capability::http));
    CHECK(set.has(Capability::cpu_limit));
    CHECK_FALSE(set.has(Capability::command));
    CHECK_FALSE(set.empty());
    CHECK(Capabilities{}.empty());
    CHECK(set == Capabilities{Capability::cpu_limit, Capability::http, Capability::http});
    CHECK_FALSE(set == Capabilities{Capability::http});
}

TEST_CASE("missing_from gives what is needed and not there", "[core]") {
    Capabilities const has{Capability::http, Capability::many_instances};
    CHECK(has.missing_from({Capability::http}).empty());
    CHECK(has.missing_from({}).empty());
    CHECK(has.missing_from({Capability::http, Capability::in_process, Capability::memory_limit}) ==
          Capabilities{Capability::in_process, Capability::memory_limit});
    CHECK(Capabilities{}.missing_from(has) == has);
}

TEST_CASE("each capability has a bit and a name of its own", "[core]") {
    std::set<std::string_view> names;
    for (auto c : all_capabilities) {
        CHECK(capability_from_string(to_string(c)) == c);
        CHECK(to_string(c) != "?");
        CHECK(names.insert(to_string(c)).second);
        for (auto other : all_capabilities) CHECK(Capabilities{c}.has(other) == (c == other));
    }
    CHECK(names.size() == 10);
}

TEST_CASE("a set is printed in the order of the enumeration", "[core]") {
    CHECK(to_string(Capabilities{}).empty());
    CHECK(to_string(Capabilities{Capability::many_instances, Capability::http}) == "http, many-instances");
    CHECK(to_string(Capabilities(all_capabilities)) ==
          "http, command, in-process, ahead-of-time, cpu-limit, memory-limit, many-instances, page-cache, "
          "own-network, store");
}
