#include "command_line.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using adapters::native::read_options;
using adapters::native::service_arguments;
using tests::TargetWorkload;
using Words = std::vector<std::string>;

namespace {

TargetWorkload const service(TargetWorkload::Kind::service, "serve");
TargetWorkload const program(TargetWorkload::Kind::program, "print");

} // namespace

TEST_CASE("a service is told where to listen, and how many threads when that was said") {
    CHECK(service_arguments(read_options(service, {}), {"127.0.0.1", 8080, {}}) ==
          Words{"--address", "127.0.0.1", "--port", "8080"});
    CHECK(service_arguments(read_options(service, {{"threads", "4"}}), {"198.19.0.2", 1, {}}) ==
          Words{"--address", "198.19.0.2", "--port", "1", "--threads", "4"});
    CHECK(service_arguments(read_options(service, {}), {"127.0.0.1", 8080, {}}, "127.0.0.1:6379") ==
          Words{"--address", "127.0.0.1", "--port", "8080", "--store", "127.0.0.1:6379"});
}

TEST_CASE("the options of a service") {
    auto const s = read_options(service, {{"threads", "1024"}, {"port", "65535"}});
    CHECK(s.threads == 1024u);
    CHECK(s.port == 65535u);
    CHECK(read_options(service, {}).port == std::nullopt);
    for (auto const& bad : {Options{{"threads", "0"}}, Options{{"threads", "1025"}}, Options{{"port", "0"}},
             Options{{"port", "65536"}}, Options{{"mode", "aot"}}})
        CHECK_THROWS_AS(read_options(service, bad), Error);
}

TEST_CASE("a program has no options") {
    CHECK_NOTHROW(read_options(program, {}));
    CHECK_THROWS_AS(read_options(program, {{"port", "80"}}), Error);
    CHECK_THROWS_AS(read_options(program, {{"threads", "2"}}), Error);
}
