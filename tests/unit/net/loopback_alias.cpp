#include "net/loopback_alias.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::net;

TEST_CASE("aliases of the loopback are of 127.198.0.0/16, without its first and its last") {
    CHECK(choose_alias({}, 0) == "127.198.0.1");
    CHECK(choose_alias({}, 255) == "127.198.1.0");
    CHECK(choose_alias({}, 65533) == "127.198.255.254");
    CHECK(choose_alias({}, 65534) == choose_alias({}, 0));
}

TEST_CASE("an alias that is there is somebody's") {
    CHECK(choose_alias({"127.0.0.1", "127.198.0.1", "127.198.0.2"}, 0) == "127.198.0.3");
    CHECK(choose_alias({"127.198.255.254"}, 65533) == "127.198.0.1");
}
