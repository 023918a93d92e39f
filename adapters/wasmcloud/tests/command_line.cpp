#include "command_line.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::wasmcloud;
using Words = std::vector<std::string>;

TEST_CASE("the three command lines") {
    CHECK(nats_arguments("mine", 4000, "/scratch/nats") ==
          Words{"-js", "-a", "127.0.0.1", "-p", "4000", "-n", "mine", "-sd", "/scratch/nats"});
    CHECK(wadm_arguments(4000) == Words{"--nats-server", "127.0.0.1:4000"});
    CHECK(host_arguments("mine", 4000, {}) ==
          Words{"--nats-host", "127.0.0.1", "--nats-port", "4000", "--lattice", "mine", "--allow-file-load"});
    CHECK(host_arguments("mine", 4000, {"builtin-http-server"}) ==
          Words{"--nats-host", "127.0.0.1", "--nats-port", "4000", "--lattice", "mine", "--allow-file-load",
              "--experimental-features", "builtin-http-server"});
}
