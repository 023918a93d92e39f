#include "engine_address.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/environment.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::docker;

TEST_CASE("a unix socket, and TCP where it is allowed") {
    CHECK(parse_engine_address("unix:///run/d.sock", false).value() == EngineAddress{"/run/d.sock", "", 0});
    CHECK(parse_engine_address("tcp://127.0.0.1:2375", true).value() == EngineAddress{"", "127.0.0.1", 2375});
    CHECK(parse_engine_address("tcp://[::1]:2375", true).value() == EngineAddress{"", "::1", 2375});
    for (auto const* text : {"unix:///run/d.sock", "tcp://127.0.0.1:2375", "tcp://[::1]:2375"})
        CHECK(to_string(parse_engine_address(text, true).value()) == text);
}

TEST_CASE("everything else is refused, with what it was") {
    for (auto const* text : {"", "/run/d.sock", "unix://", "unix://relative", "tcp://127.0.0.1", "tcp://name:1",
             "tcp://127.0.0.1:0", "tcp://127.0.0.1:x", "tcp://127.0.0.1:70000", "ssh://host", "fd://"}) {
        CAPTURE(text);
        auto const r = parse_engine_address(text, true);
        REQUIRE_FALSE(r.has_value());
        CHECK(r.error().code == errc::invalid_option);
        CHECK(r.error().diagnostics.subject == "DOCKER_HOST=" + std::string(text));
    }
    CHECK(parse_engine_address("tcp://127.0.0.1:2375", false).has_error());
    CHECK(parse_engine_address("unix:///" + std::string(200, 'x'), false).has_error()); // no socket can be called so
}

TEST_CASE("what was chosen, then DOCKER_HOST, then the usual place") {
    wasmbench::tests::EnvironmentVariable host("DOCKER_HOST", "unix:///from/variable");
    CHECK(engine_address("unix:///chosen", false).value().socket == "/chosen");
    CHECK(engine_address(std::nullopt, false).value().socket == "/from/variable");
    host.set(std::nullopt);
    CHECK(engine_address(std::nullopt, false).value().socket == "/var/run/docker.sock");
    host.set("");
    CHECK(engine_address(std::nullopt, false).value().socket == "/var/run/docker.sock");
}
