#include "lifecycle.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace wasmbench::adapters::docker;
using Step = Lifecycle::Step;
using Removal = Lifecycle::Removal;

namespace {

void pass(Lifecycle& life, Step step) {
    REQUIRE(life.next() == step);
    life.asked();
    life.succeeded();
}

} // namespace

TEST_CASE("a container is created, started, and removed in the end") {
    Lifecycle life(false);
    pass(life, Step::create);
    CHECK_FALSE(life.may_run());
    pass(life, Step::start);
    CHECK(life.next() == Step::run);
    CHECK(life.may_run());
    life.end();
    CHECK(life.next() == Step::remove_container);
    life.removal_answered(Removal::gone);
    CHECK(life.next() == Step::finished);
    CHECK_FALSE(life.may_run());
    CHECK(life.given_up().empty());
}

TEST_CASE("an image of its own is built first and removed last") {
    Lifecycle life(true);
    pass(life, Step::build);
    pass(life, Step::create);
    pass(life, Step::start);
    life.end();
    life.end(); // twice is once
    CHECK(life.next() == Step::remove_container);
    life.removal_answered(Removal::gone);
    CHECK(life.next() == Step::remove_image);
    life.removal_answered(Removal::gone);
    CHECK(life.next() == Step::finished);
}

TEST_CASE("what was asked for is owed, whether or not an answer came") {
    Lifecycle nothing(true);
    nothing.end();
    CHECK(nothing.next() == Step::finished);

    Lifecycle building(true);
    building.asked();
    CHECK(building.owes_image());
    building.end();
    CHECK(building.next() == Step::remove_image);

    Lifecycle creating(false);
    creating.asked();
    CHECK(creating.owes_container());
    creating.end();
    CHECK(creating.next() == Step::remove_container);

    Lifecycle starting(false);
    pass(starting, Step::create);
    starting.asked();
    CHECK(starting.may_run());
    starting.end();
    CHECK(starting.next() == Step::remove_container);
}

TEST_CASE("a removal is tried again, and given up in the end, by name") {
    Lifecycle life(true);
    pass(life, Step::build);
    life.asked();
    life.end();
    for (unsigned i = 0; i < Lifecycle::tries; ++i) {
        CHECK(life.next() == Step::remove_container);
        life.removal_answered(Removal::again);
    }
    CHECK(life.next() == Step::remove_image);
    life.removal_answered(Removal::again);
    CHECK(life.next() == Step::remove_image);
    life.removal_answered(Removal::hopeless);
    CHECK(life.next() == Step::finished);
    CHECK(life.given_up() == std::vector<std::string>{"container", "image"});
}

TEST_CASE("which answers to a removal mean what") {
    CHECK(Lifecycle::judge(204) == Removal::gone);
    CHECK(Lifecycle::judge(200) == Removal::gone);
    CHECK(Lifecycle::judge(404) == Removal::gone);
    CHECK(Lifecycle::judge(409) == Removal::again);
    CHECK(Lifecycle::judge(500) == Removal::again);
}
