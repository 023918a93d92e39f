#include "leaks.hpp"

#include <wasmbench/adapters/native.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include <support/real_world.hpp>
#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::entries;
using tests::left_behind;

namespace {

bool can_listen(std::uint16_t port) {
    asio::io_context io;
    asio::ip::tcp::acceptor acceptor(io);
    error_code ec;
    acceptor.open(asio::ip::tcp::v4());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind({asio::ip::make_address("127.0.0.1"), port}, ec);
    return !ec;
}

} // namespace

TEST_CASE("100 starts and stops in a row, 10 of them cancelled half-way, leave nothing") {
    tests::TargetWorkload const service(tests::TargetWorkload::Kind::service, "serve");
    tests::TargetWorkload const forks(tests::TargetWorkload::Kind::service, "fork-child");
    tests::TargetWorkload const silent(tests::TargetWorkload::Kind::service, "never-ready");
    auto const runtime = adapters::make_native();
    testing::ScratchFolder const temporary;
    std::string const usual = std::filesystem::temp_directory_path();
    ::setenv("TMPDIR", temporary.path().c_str(), 1); // where the harness makes its folders

    std::set<std::uint16_t> ports;
    std::optional<std::size_t> descriptors;
    int cancelled = 0;
    {
        tests::RealWorld world;
        for (int i = 0; i < 100; ++i) {
            if (i % 10 == 5) {
                auto const r = world.start(*runtime, silent, {}, 30s, std::chrono::milliseconds(i / 4));
                CHECK(r.error == asio::error::operation_aborted);
                ++cancelled;
            } else {
                auto r = world.start(*runtime, i % 10 == 0 ? forks : service);
                INFO(world.line(r.error));
                REQUIRE_FALSE(r.error);
                ports.insert(std::get<HttpEndpoint>(r.value->endpoint()).port);
                if (i % 3 != 0) CHECK_FALSE(world.stop(*r.value).error);
            }
            if (i == 10) descriptors = entries("/proc/self/fd");
        }
        CHECK(descriptors == entries("/proc/self/fd"));
        CHECK(entries(world.scratch.path()) == 0);
    }
    CHECK(cancelled == 10);
    CHECK(left_behind() == std::vector<std::string>{});
    CHECK(entries(temporary.path()) == 0);
    ::setenv("TMPDIR", usual.c_str(), 1);
    for (auto port : ports) CHECK(can_listen(port));
}
