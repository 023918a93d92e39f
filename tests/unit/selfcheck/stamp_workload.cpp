#include <wasmbench/selfcheck/stamp_workload.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace wasmbench::selfcheck;

TEST_CASE("stamps are read with and without that of the answer") {
    auto const all = parse_stamps("began_ns=1 listening_ns=20 answering_ns=300\n");
    REQUIRE(all);
    CHECK(all->began == TimePoint(std::chrono::nanoseconds(1)));
    CHECK(all->listening == TimePoint(std::chrono::nanoseconds(20)));
    CHECK(all->answering == TimePoint(std::chrono::nanoseconds(300)));
    auto const two = parse_stamps("began_ns=1 listening_ns=20");
    REQUIRE(two);
    CHECK_FALSE(two->answering);
}

TEST_CASE("what is not stamps is not read as some") {
    for (auto const* text : {"", "listening_ns=20 answering_ns=300\n", "began_ns=1 listening_ns=\n", "began_ns=x listening_ns=2",
             "began_ns=1 listening_ns=20 answering_ns=300 and more\n", "began_ns=0 listening_ns=20",
             "began_ns=99999999999999999999 listening_ns=20"})
        CHECK_FALSE(parse_stamps(text));
}

TEST_CASE("the error of ready is being late to connect and late to read, not the target's time to answer") {
    auto const at = [](int us) { return TimePoint(std::chrono::microseconds(us)); };
    Stamps const truth{at(0), at(1000), at(1500)};
    Timeline t;
    CHECK_FALSE(readiness_error(t, truth));
    t.mark(marks::connecting, at(1040));
    CHECK_FALSE(readiness_error(t, truth));
    t.mark(marks::ready, at(1525));
    CHECK(readiness_error(t, truth) == std::chrono::microseconds(40 + 25));
    t.mark(marks::connecting, at(998)); // before listen() had returned
    CHECK(readiness_error(t, truth) == std::chrono::microseconds(25));
    CHECK_FALSE(readiness_error(t, Stamps{at(0), at(1000), std::nullopt}));
}

TEST_CASE("only a complete answer is right, and its stamps are kept") {
    StampWorkload const w("/bin/stamp");
    CHECK(w.artifact("native") == std::filesystem::path("/bin/stamp"));
    CHECK_FALSE(w.artifact("wasi-http"));
    CHECK_FALSE(w.answers({}, "began_ns=1 listening_ns=20\n"));
    CHECK(w.answers({}, "began_ns=1 listening_ns=20 answering_ns=300\n"));
    REQUIRE(w.stamps());
    CHECK(w.stamps()->answering == TimePoint(std::chrono::nanoseconds(300)));
}
