// Where the store is: of the native program, and of the module, whose reader must run without the C++ library.
#include "kv_service/native/store_option.hpp"
#include "kv_service/sockets/options.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <array>
#include <string>
#include <vector>

namespace {

using Catch::Matchers::StartsWith;
using wasmbench::workloads::KvOptions;
using wasmbench::workloads::read_kv_options;
using wasmbench::workloads::StoreOption;
using wasmbench::workloads::take_store_option;
using Arguments = std::vector<char const*>;

StoreOption take_store(Arguments const& arguments) {
    return take_store_option(arguments);
}

KvOptions of_module(Arguments arguments) {
    arguments.insert(arguments.begin(), "program");
    return read_kv_options(static_cast<int>(arguments.size()), arguments.data());
}

std::string in_one_line(Arguments const& words) {
    std::string out;
    for (auto const* w : words) out += std::string(w) + " ";
    return out;
}

TEST_CASE("the store's address is taken out, the others stay in their order") {
    auto const option = take_store({"--port", "0", "--store", "10.0.0.1:6379", "--threads", "2"});
    CHECK(option.complaint.empty());
    CHECK(option.store->address().to_string() == "10.0.0.1");
    CHECK(option.store->port() == 6379);
    CHECK(in_one_line(option.others) == "--port 0 --threads 2 ");
    CHECK(take_store({"--store", "[::1]:1"}).store->address().to_string() == "::1");
}

TEST_CASE("help needs no store") {
    auto const option = take_store({"--port", "0", "--help"});
    CHECK(option.complaint.empty());
    CHECK(in_one_line(option.others) == "--help ");
}

TEST_CASE("a store that is missing, or no address and port, is named") {
    CHECK_THAT(take_store({"--port", "0"}).complaint, StartsWith("--store ADDRESS:PORT is missing"));
    for (auto const* bad : {"", "10.0.0.1", ":6379", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:6379x", "localhost:6379",
             "::1:6379", "[::1]", "[10.0.0.1]:1"}) {
        CAPTURE(bad);
        CHECK_THAT(take_store({"--store", bad}).complaint, StartsWith("--store " + std::string(bad) + ": expected"));
    }
    CHECK_THAT(take_store({"--store"}).complaint, StartsWith("--store : expected"));
}

TEST_CASE("the module takes the same, of IPv4 and with a port of its own") {
    auto const options = of_module({"--address", "127.0.0.2", "--port", "80", "--store", "10.0.0.1:6379"});
    CHECK(options.valid);
    CHECK(options.listen.port == 80);
    CHECK(options.listen.address == std::array<std::uint8_t, 4>{127, 0, 0, 2});
    CHECK(options.store.address == std::array<std::uint8_t, 4>{10, 0, 0, 1});
    CHECK(options.store.port == 6379);
    CHECK(of_module({"--store", "255.0.0.1:65535", "--port", "1"}).valid);
    for (auto const& bad : {Arguments{}, Arguments{"--port", "80"}, Arguments{"--store", "10.0.0.1:1"}, Arguments{"--store", "10.0.0.1:1", "--port"},
             Arguments{"--store", "10.0.0.1", "--port", "80"}, Arguments{"--store", "10.0.0.256:1", "--port", "80"},
             Arguments{"--store", "10.0.0.1:0", "--port", "80"}, Arguments{"--store", "10.0.0.1:1x", "--port", "80"},
             Arguments{"--store", "10.0.0.1.1:1", "--port", "80"}, Arguments{"--store", "10.0.1:1", "--port", "80"},
             Arguments{"--port", "80", "--store"}, Arguments{"--store", "10.0.0.1:1", "--port", "80", "--x", "1", "--y", "2"},
             Arguments{"--store", "10.0.0.1:1", "--port", "80", "--threads", "2"}})
        CHECK_FALSE(of_module(bad).valid);
}

} // namespace
