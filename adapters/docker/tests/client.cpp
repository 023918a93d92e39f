// The client against a fake engine, and against sockets on which there is none.

#include "engine.hpp"
#include "fake_engine.hpp"
#include "shielded.hpp"

#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <catch2/catch_test_macros.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <support/fault_server.hpp>
#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::docker;
using namespace std::chrono_literals;
using wasmbench::adapters::docker::tests::FakeEngine;
using wasmbench::adapters::docker::tests::Fault;

namespace {

Result<EngineAnswer> called(EngineAddress const& address, EngineRequest request, Duration limit = 10s) {
    EngineClient const client(address);
    auto answer = run_blocking(client.call(std::move(request), limit), 20s);
    REQUIRE(answer.has_value());
    return std::move(*answer);
}

EngineAddress socket_at(std::filesystem::path const& path) {
    return {path.string(), "", 0};
}

} // namespace

TEST_CASE("an engine says its version and what the calls begin with") {
    testing::ScratchFolder const folder;
    FakeEngine const fake(folder.path());
    auto const address = parse_engine_address(fake.address(), false).value();
    auto engine = run_blocking(ask_engine(address, 10s), 20s);
    REQUIRE(engine);
    REQUIRE(engine->has_value());
    CHECK((*engine)->version == "99.1");
    CHECK((*engine)->api == "/v1.41");
    CHECK((*engine)->client.listener_pid() == static_cast<int>(::getpid()));
}

TEST_CASE("an archive arrives as it was made") {
    testing::ScratchFolder const folder;
    std::filesystem::create_directory(folder.path() / "engine");
    FakeEngine const fake(folder.path() / "engine");
    auto const program = folder.path() / "program";
    std::string const content(300'000, 'z');
    testing::write_file(program, content);
    auto const address = parse_engine_address(fake.address(), false).value();
    auto const answer = called(address, build_request("/v1.41", "tag", program, {{"k", "v"}}));
    REQUIRE(answer.has_value());
    CHECK(parse_build(answer->body).error == "");
    CHECK(fake.last_dockerfile() == dockerfile("program", {{"k", "v"}}));
    CHECK(testing::read_file(folder.path() / "engine" / "image-1" / "program") == content);
}

TEST_CASE("no engine: what is missing, and what to do") {
    testing::ScratchFolder const folder;
    auto const nothing = called(socket_at(folder.path() / "none"), version_request());
    REQUIRE_FALSE(nothing.has_value());
    CHECK(nothing.error().code == boost::system::errc::no_such_file_or_directory);
    CHECK(nothing.error().diagnostics.subject == "unix://" + (folder.path() / "none").string());
    CHECK(nothing.error().diagnostics.remedy.find("./scripts/runtimes install docker") != std::string::npos);

    { FakeEngine const ended(folder.path()); }
    auto const refused = called(socket_at(folder.path() / "s"), version_request());
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == asio::error::connection_refused);
}

TEST_CASE("no permission: which group") {
    if (::geteuid() == 0) SKIP("root is never refused");
    testing::ScratchFolder const folder;
    FakeEngine const fake(folder.path());
    ::chmod((folder.path() / "s").c_str(), 0);
    auto const r = called(socket_at(folder.path() / "s"), version_request());
    REQUIRE_FALSE(r.has_value());
    CHECK(r.error().code == asio::error::access_denied);
    CHECK(r.error().diagnostics.remedy.find("docker") != std::string::npos);
}

TEST_CASE("each way in which an answer can fail has its own name") {
    testing::ScratchFolder const folder;
    FakeEngine fake(folder.path());
    auto const address = parse_engine_address(fake.address(), false).value();
    auto with = [&](Fault fault) {
        fake.fail(0, fault);
        return called(address, version_request(), 500ms);
    };
    CHECK(with(Fault::none)->status == 200);
    CHECK(with(Fault::refuse).error().code == asio::error::eof);
    CHECK(with(Fault::cut).error().code == asio::error::eof);
    CHECK(with(Fault::garbage).error().code == errc::protocol_error);
    auto const late = with(Fault::hang);
    REQUIRE_FALSE(late.has_value());
    CHECK(late.error().code == asio::error::timed_out);
    CHECK(late.error().diagnostics.expected == "an answer within 500 ms");
    auto const refused = with(Fault::server_error);
    REQUIRE(refused.has_value());
    auto const failure = refusal(errc::command_failed, "create", version_request(), *refused);
    CHECK(to_line(failure) == "create: the command failed (the Docker engine refused), status 500; it said: \"the "
                              "fake engine was told to fail\"; command: GET /version");
}

TEST_CASE("over TCP, where it is allowed") {
    test::FaultServer const server({test::Fault::none});
    auto const answer = called({"", "127.0.0.1", server.port()}, version_request());
    REQUIRE(answer.has_value());
    CHECK(answer->body == test::FaultServer::body);
    CHECK_FALSE(EngineClient({"", "127.0.0.1", server.port()}).listener_pid());
}
