#include "http_service/native/options.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <variant>
#include <vector>

namespace {

using Catch::Matchers::ContainsSubstring;
using wasmbench::workloads::Options;
using wasmbench::workloads::parse_options;

std::variant<Options, std::string> parse(std::vector<char const*> const& arguments) {
    return parse_options(arguments, 3);
}

TEST_CASE("without arguments the service listens on the loopback with the machine's threads") {
    auto const options = std::get<Options>(parse({}));
    CHECK(options.address.to_string() == "127.0.0.1");
    CHECK(options.port == 8080);
    CHECK(options.threads == 3);
    CHECK_FALSE(options.help);
}

TEST_CASE("the options are taken in any order") {
    auto const options = std::get<Options>(parse({"--threads", "7", "--port", "0", "--address", "::1"}));
    CHECK(options.address.to_string() == "::1");
    CHECK(options.port == 0);
    CHECK(options.threads == 7);
    CHECK(std::get<Options>(parse({"--help"})).help);
    CHECK(std::get<Options>(parse({"--port", "65535"})).port == 65535);
}

TEST_CASE("an unusable argument is named in the complaint") {
    auto const complaint = [](std::vector<char const*> const& arguments) {
        return std::get<std::string>(parse(arguments));
    };
    for (auto const* port : {"65536", "-1", "80x", "", "18446744073709551617"}) {
        CHECK_THAT(complaint({"--port", port}), ContainsSubstring("--port") && ContainsSubstring(port));
    }
    for (auto const* threads : {"0", "1025", "two"}) {
        CHECK_THAT(
            complaint({"--threads", threads}), ContainsSubstring("--threads") && ContainsSubstring(threads));
    }
    CHECK_THAT(complaint({"--address", "localhost"}), ContainsSubstring("localhost"));
    CHECK_THAT(complaint({"--verbose", "1"}), ContainsSubstring("--verbose"));
    CHECK_THAT(complaint({"--port"}), ContainsSubstring("--port"));
}

} // namespace
