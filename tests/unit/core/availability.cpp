#include <wasmbench/core/availability.hpp>

#include <catch2/catch_test_macros.hpp>

using wasmbench::Availability;

TEST_CASE("what can be used has a version and no reason", "[core]") {
    auto const a = Availability::yes("1.2");
    CHECK(a.usable);
    CHECK(a.version == "1.2");
    CHECK(a.reason.empty());
    CHECK(a.fix.empty());
}

TEST_CASE("what cannot be used has a reason and a fix", "[core]") {
    auto const a = Availability::no("not installed", "install it");
    CHECK_FALSE(a.usable);
    CHECK(a.version.empty());
    CHECK(a.reason == "not installed");
    CHECK(a.fix == "install it");
    CHECK_FALSE(a == Availability::no("not installed"));
    CHECK_FALSE(Availability{}.usable);
}
