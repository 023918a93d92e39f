#include <wasmbench/core/endpoint.hpp>

#include <catch2/catch_test_macros.hpp>

using wasmbench::HttpEndpoint;

TEST_CASE("the authority of an endpoint is host and port, or what was asked for", "[core]") {
    CHECK(HttpEndpoint{"127.0.0.1", 8080, ""}.authority() == "127.0.0.1:8080");
    CHECK(HttpEndpoint{"127.0.0.1", 8080, "example.test"}.authority() == "example.test");
    CHECK(HttpEndpoint{"::1", 8080, ""}.authority() == "[::1]:8080");
}

TEST_CASE("the URL of an endpoint names where it is, not what it is called", "[core]") {
    CHECK(HttpEndpoint{"127.0.0.1", 80, "example.test"}.url("/state") == "http://127.0.0.1:80/state");
    CHECK(HttpEndpoint{"::1", 80, ""}.url("/") == "http://[::1]:80/");
}
