#include "nats_info.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmcloud;

TEST_CASE("a server's greeting") {
    CHECK(read_nats_info("INFO {\"server_name\":\"mine\",\"version\":\"2.11.10\",\"jetstream\":true,\"port\":1} \r") ==
          NatsInfo{"mine", "2.11.10", true});
    CHECK(read_nats_info("INFO {}") == NatsInfo{});
    CHECK_FALSE(read_nats_info("HTTP/1.1 400 Bad Request"));
    CHECK_FALSE(read_nats_info("INFO nothing"));
    CHECK_FALSE(read_nats_info(""));
}

TEST_CASE("versions by number") {
    CHECK(at_least("2.11.10", "2.10"));
    CHECK(at_least("2.10.0", "2.10"));
    CHECK(at_least("2.10", "2.10"));
    CHECK(at_least("3", "2.10"));
    CHECK(at_least("2.10.1-beta", "2.10"));
    CHECK_FALSE(at_least("2.9.10", "2.10"));
    CHECK_FALSE(at_least("", "2.10"));
    CHECK_FALSE(at_least("two", "2.10"));
}

TEST_CASE("a server that wadm cannot work with is refused with the reason") {
    CHECK(check_nats({"mine", "2.11.10", true}).has_value());
    auto const old = check_nats({"mine", "2.9.10", true});
    REQUIRE(old.has_error());
    CHECK(old.error().code == errc::unavailable);
    CHECK(to_line(old.error()) ==
          "start nats-server: not available on this machine (nats-server 2.9.10); expected nats-server 2.10 or newer "
          "(with an older one wadm never carries out a deployment); run ./scripts/runtimes install nats-server");
    CHECK(check_nats({"mine", "2.11.10", false}).has_error());
}
