// What cannot work on wasmCloud is one clear line with the culprit's own words, and leaves nothing.

#include "wasmcloud_trap.hpp"
#include "wasmcloud_world.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <fstream>

#include <signal.h>
#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace std::chrono_literals;
using tests::check_nothing_left;
using tests::built_workload;
using tests::real_wasmcloud;
using tests::RealWorld;
using tests::TargetWorkload;

namespace {

namespace fs = std::filesystem;
using tcp = asio::ip::tcp;

struct Refused {
    error_code error;
    std::string line;
};

Refused refused(RealWorld& world, Runtime& runtime, Workload const& workload, Options const& options = {},
    std::chrono::milliseconds ready_within = 20s) {
    auto const r = world.start(runtime, workload, options, ready_within);
    auto const line = world.line(r.error);
    INFO(line);
    CHECK(r.error);
    CHECK(r.value == nullptr);
    CHECK(line.find('\n') == std::string::npos);
    check_nothing_left(world);
    return {r.error, line};
}

bool has(Refused const& r, std::string const& text) {
    UNSCOPED_INFO(r.line);
    return r.line.find(text) != std::string::npos;
}

fs::path write(RealWorld const& world, std::string const& name, std::string const& bytes) {
    auto const file = world.scratch.path() / name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
}

// A program in place of a real one: says a version, else does `body` (of a shell script).
fs::path script(RealWorld const& world, std::string const& version, std::string const& body) {
    auto const file = write(world, "script", "#!/bin/sh\n[ \"$1\" = --version ] && echo '" + version +
                                                 "' && exit 0\n" + body + "\n");
    fs::permissions(file, fs::perms::owner_all);
    return file;
}

struct Trapping {
    explicit Trapping(RealWorld const& world) {
        std::string const bytes(tests::trapping_component.begin(), tests::trapping_component.end());
        workload.artifacts["wasi-http"] = write(world, "trap.wasm", bytes);
    }
    TargetWorkload workload{TargetWorkload::Kind::service, "trap"};
};

// Says that a port is free which is not.
class LyingConnector final : public Connector {
public:
    LyingConnector(Connector& inner, std::uint16_t port)
        : inner_(inner)
        , port_(port) {}
    Result<std::uint16_t> free_port(std::string const& host) override {
        return first_ ? (first_ = false, Result<std::uint16_t>(port_)) : inner_.free_port(host);
    }

private:
    void do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) override {
        inner_.async_connect(std::move(executor), std::move(endpoint), std::move(handler));
    }
    Connector& inner_;
    std::uint16_t port_;
    bool first_ = true;
};

} // namespace

TEST_CASE("NATS port taken by something silent: nats-server's words") {
    auto const runtime = real_wasmcloud();
    RealWorld world;
    tcp::acceptor occupant(world.io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    LyingConnector connector(world.context.connector, occupant.local_endpoint().port());
    RunContext context{world.context.executor, world.context.launcher, connector, world.context.clock,
        world.context.scratch, {}, {}, {}};
    auto const workload = built_workload("http_service", "/");
    auto const r = world.run<InstancePtr>([&](auto token) {
        runtime->async_start(context, StartSpec{workload.get(), {}, {}, 20s}, std::move(token));
    });
    Refused const refusal{r.error, to_line(Failure{r.error, context.diagnostics})};
    CHECK(r.error == errc::exited_before_ready);
    CHECK(has(refusal, "address already in use"));
    CHECK(has(refusal, "nats-server"));
    check_nothing_left(world);
}

TEST_CASE("NATS port taken by another lattice: it is not deployed to") {
    auto const runtime = real_wasmcloud();
    auto const workload = built_workload("http_service", "/");
    RealWorld first, second;
    auto occupant = first.start(*runtime, *workload);
    REQUIRE_FALSE(occupant.error);
    std::ifstream command("/proc/" + std::to_string(occupant.value->processes().parts.at(1).process.pid) + "/cmdline");
    std::string words(std::istreambuf_iterator<char>(command), {});
    auto const at = words.find(std::string("-p\0", 3)) + 3;
    LyingConnector connector(second.context.connector, static_cast<std::uint16_t>(std::stoi(words.substr(at))));
    RunContext context{second.context.executor, second.context.launcher, connector, second.context.clock,
        second.context.scratch, {}, {}, {}};
    auto const r = second.run<InstancePtr>([&](auto token) {
        runtime->async_start(context, StartSpec{workload.get(), {}, {}, 20s}, std::move(token));
    });
    CHECK(r.error == errc::exited_before_ready);
    CHECK(context.diagnostics.stderr_tail.find("address already in use") != std::string::npos);
    check_nothing_left(second);
    CHECK(tests::get(first, *occupant.value, "/") == "hello from wasmbench\n");
}

TEST_CASE("wadm too old: which version it is, and which one is needed") {
    real_wasmcloud(); // or skip
    RealWorld world;
    adapters::WasmcloudConfig config;
    config.wadm = script(world, "wadm 0.10.0", "exit 1");
    auto const runtime = adapters::make_wasmcloud(config);
    auto const r = refused(world, *runtime, *built_workload("http_service", "/"));
    CHECK(r.error == errc::unavailable);
    CHECK(has(r, "wadm is 0.10.0, older than the 0.21 that is needed"));
    CHECK(has(r, "./scripts/runtimes install wasmcloud"));
}

TEST_CASE("wadm that does not answer, and one that ends: whom was waited for, and its words") {
    real_wasmcloud(); // or skip
    auto const workload = built_workload("http_service", "/");
    RealWorld world;
    adapters::WasmcloudConfig config;
    config.wadm = script(world, "wadm 0.21.1", "echo 'WARN still thinking' >&2\nexec sleep 1000");
    auto const silent = refused(world, *adapters::make_wasmcloud(config), *workload, {}, 2s);
    CHECK(silent.error == errc::ready_timeout);
    CHECK(has(silent, "start wadm"));
    CHECK(has(silent, "expected an answer on wadm.api."));
    CHECK(has(silent, "still thinking"));

    config.wadm = script(world, "wadm 0.21.1", "echo 'Error: no stream today' >&2\nexit 3");
    auto const ended = refused(world, *adapters::make_wasmcloud(config), *workload);
    CHECK(ended.error == errc::exited_before_ready);
    CHECK(has(ended, "exit status 3"));
    CHECK(has(ended, "Error: no stream today"));
}

TEST_CASE("a host that ends at once: its words") {
    real_wasmcloud(); // or skip
    RealWorld world;
    adapters::WasmcloudConfig config;
    config.host = script(world, "wasmcloud 1.9.0", "echo 'Error: not today' >&2\nexit 1");
    auto const r = refused(world, *adapters::make_wasmcloud(config), *built_workload("http_service", "/"));
    CHECK(r.error == errc::exited_before_ready);
    CHECK(has(r, "the wasmCloud host"));
    CHECK(has(r, "Error: not today"));
}

TEST_CASE("a host that is killed during the deployment: the provider goes with it") {
    auto const runtime = real_wasmcloud();
    RealWorld world;
    Trapping const trapping(world); // never ready: the kill cannot come too late
    asio::steady_timer timer(world.io);
    ProcessIdentity host;
    std::function<void(error_code)> watch = [&](error_code ec) {
        if (ec) return;
        if (descendants({host}).size() > 1) { // the provider is there
            ::kill(host.pid, SIGKILL);
            return;
        }
        timer.expires_after(1ms);
        timer.async_wait(watch);
    };
    world.context.on_processes = [&](ProcessTree const& tree) {
        host = tree.roots.front();
        watch({});
    };
    auto const r = refused(world, *runtime, trapping.workload);
    CHECK(r.error == errc::exited_before_ready);
    CHECK(has(r, "the wasmCloud host"));
    CHECK(has(r, "killed by signal 9"));
}

TEST_CASE("a component that traps: the host's reason, as the HTTP server passes it on") {
    auto const runtime = real_wasmcloud();
    RealWorld world;
    auto const r = refused(world, *runtime, Trapping(world).workload, {}, 2s);
    CHECK(r.error == errc::ready_timeout);
    // As a status, or, when the last try was cut off by the deadline, in the body of the one before.
    CHECK((has(r, "status 500") || has(r, "failed to invoke")));
    CHECK(has(r, "wadm's status: deployed"));
    CHECK(has(r, "unreachable"));
}

TEST_CASE("a file that is no component: refused before anything starts; one that is broken: the host's words") {
    auto const runtime = real_wasmcloud();
    RealWorld world;
    TargetWorkload service(TargetWorkload::Kind::service, "serve");
    service.artifacts["wasi-http"] = *built_workload("hello")->artifact("wasm32-wasi");
    auto const module = refused(world, *runtime, service);
    CHECK(module.error == errc::artifact_missing);
    CHECK(has(module, "expected a WebAssembly component"));

    service.artifacts["wasi-http"] = write(world, "broken.wasm", std::string("\0asm\x0d\0\1\0\xff\xff\xff", 11));
    auto const broken = refused(world, *runtime, service);
    CHECK(broken.error == errc::command_failed);
    CHECK(has(broken, "deploy"));
    CHECK(has(broken, "component scale failed"));
    CHECK(has(broken, "wadm's status: "));
}

TEST_CASE("a provider archive that is missing, and one that is none") {
    real_wasmcloud(); // or skip
    auto const workload = built_workload("http_service", "/");
    RealWorld world;
    adapters::WasmcloudConfig config;
    config.provider = "/nonexistent/http-server.par.gz";
    auto const missing = refused(world, *adapters::make_wasmcloud(config), *workload);
    CHECK(missing.error == errc::unavailable);
    CHECK(has(missing, "/nonexistent/http-server.par.gz"));
    CHECK(has(missing, "./scripts/runtimes install wasmcloud"));

    config.provider = write(world, "http-server.par.gz", "no archive\n");
    auto const none = refused(world, *adapters::make_wasmcloud(config), *workload);
    CHECK(none.error == errc::command_failed);
    CHECK(has(none, "provider start failed"));
}

TEST_CASE("HTTP port taken: no answer of the other server is taken for its own") {
    auto const runtime = real_wasmcloud();
    auto const workload = built_workload("http_service", "/");
    RealWorld first, second;
    auto occupant = first.start(*runtime, *workload); // answers exactly as the second would
    REQUIRE_FALSE(occupant.error);
    auto const port = std::get<HttpEndpoint>(occupant.value->endpoint()).port;
    auto const r = refused(second, *runtime, *workload, {{"port", std::to_string(port)}}, 3s);
    CHECK(r.error == errc::ready_timeout);
    // What the last try met, or the provider's own words.
    CHECK((has(r, "another process answers on this port") || has(r, "failed to start listener")));
}

TEST_CASE("a wrong answer is shown, with what was expected") {
    auto const runtime = real_wasmcloud();
    RealWorld world;
    TargetWorkload service(TargetWorkload::Kind::service, "serve"); // expects another body
    service.artifacts["wasi-http"] = *built_workload("http_service", "/")->artifact("wasi-http");
    auto const r = refused(world, *runtime, service);
    CHECK(r.error == errc::wrong_answer);
    CHECK(has(r, "got \"hello from wasmbench\""));
}
