#include <wasmbench/load/resolve.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <string>

using namespace wasmbench;
using namespace wasmbench::load;
using Catch::Matchers::ContainsSubstring;

namespace {

HttpEndpoint at(std::string host) {
    HttpEndpoint e;
    e.host = std::move(host);
    return e;
}

} // namespace

TEST_CASE("a numeric address is itself") {
    for (std::string const host : {"127.0.0.1", "::1", "192.0.2.7"}) {
        auto const found = resolve(at(host));
        REQUIRE(found.has_value());
        REQUIRE(found->size() == 1);
        CHECK(found->front().to_string() == host);
    }
}

TEST_CASE("localhost is on the loopback, each address once") {
    auto found = resolve(at("localhost")).value();
    REQUIRE_FALSE(found.empty());
    CHECK(std::all_of(found.begin(), found.end(), is_loopback));
    std::sort(found.begin(), found.end());
    CHECK(std::adjacent_find(found.begin(), found.end()) == found.end());
}

TEST_CASE("a host that cannot be resolved is refused") {
    CHECK(resolve(at("")).error().code == errc::invalid_option);
    // A label of 64 characters is longer than DNS allows, so that no server is asked.
    auto const found = resolve(at(std::string(64, 'x') + ".invalid"));
    REQUIRE(found.has_error());
    CHECK(found.error().code == errc::invalid_option);
    CHECK_THAT(to_line(found.error()), ContainsSubstring("xxx.invalid"));
    CHECK_THAT(to_line(found.error()), ContainsSubstring("numeric address"));
}

TEST_CASE("is_loopback") {
    for (auto const* address : {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"}) {
        CAPTURE(address);
        CHECK(is_loopback(asio::ip::make_address(address)));
    }
    for (auto const* address : {"128.0.0.1", "0.0.0.0", "10.0.0.1", "::", "fe80::1", "::ffff:10.0.0.1"}) {
        CAPTURE(address);
        CHECK_FALSE(is_loopback(asio::ip::make_address(address)));
    }
}
