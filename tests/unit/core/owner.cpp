#include <wasmbench/core/owner.hpp>
#include <wasmbench/core/process_table.hpp>

#include <catch2/catch_test_macros.hpp>

#include <unistd.h>

using namespace wasmbench;

TEST_CASE("an owner is read as it was written") {
    Owner const o{12, 3456, "4026531836", "0b1c-22"};
    CHECK(to_string(o) == "12.3456.4026531836.0b1c-22");
    CHECK(parse_owner(to_string(o)) == o);
    for (auto const* text : {"", "12", "12.3", "12.3.4", "x.3.4.5", "12.x.4.5", "-1.3.4.5", "0.3.4.5", "12.3..5", "12.3.4.", "012.3.4.5"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_owner(text));
    }
}

TEST_CASE("this process is an owner that lives") {
    auto const us = this_owner();
    CHECK(us.pid == ::getpid());
    CHECK(us.start_ticks == identify(::getpid())->start_ticks);
    CHECK(parse_owner(to_string(us)) == us);
    CHECK_FALSE(is_dead(us, us, alive));
}

TEST_CASE("who is dead") {
    Owner const us{1, 2, "ns", "boot"};
    auto none = [](ProcessIdentity const&) { return false; };
    auto all = [](ProcessIdentity const&) { return true; };
    CHECK(is_dead({12, 3, "ns", "boot"}, us, none));
    CHECK_FALSE(is_dead({12, 3, "ns", "boot"}, us, all));
    CHECK_FALSE(is_dead({12, 0, "ns", "boot"}, us, none)); // any process of that number
    CHECK_FALSE(is_dead({12, 3, "other ns", "boot"}, us, none)); // cannot be seen from here
    CHECK(is_dead({12, 3, "other ns", "earlier boot"}, us, all));
    // The very process is asked for, and not only its number.
    ProcessIdentity asked;
    is_dead({12, 3, "ns", "boot"}, us, [&](ProcessIdentity const& p) { return asked = p, true; });
    CHECK(asked == ProcessIdentity{12, 3, Role::workload});
}
