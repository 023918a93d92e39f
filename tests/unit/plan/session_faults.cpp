// What happens to a service while it is measured and is no figure of it: a process that ends, requests that are not answered.
#include "fake_service.hpp"
#include "session_fixture.hpp"

#include <wasmbench/core/process_table.hpp>

#include <atomic>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::plan;

namespace {

// A process of the test's own that waits to be ended.
class Bystander {
public:
    Bystander() {
        pid_ = ::fork();
        if (pid_ == 0)
            for (;;) ::pause();
        REQUIRE(pid_ > 0);
    }
    ~Bystander() { end(); }
    Bystander(Bystander const&) = delete;
    Bystander& operator=(Bystander const&) = delete;

    void end() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    ProcessIdentity identity() const { return identify(pid_).value(); }

private:
    int pid_;
};

// One trial: 1 request to warm up, 40 one after the other, 2 to warm up, 10 at once.
struct FaultFixture : SessionFixture {
    FakeServices* services = nullptr;
    ServiceScript script;

    FaultFixture() {
        auto runtime = std::make_unique<FakeServices>();
        services = runtime.get();
        services->script = [this](int) { return script; };
        catalog.add(std::move(runtime));
        catalog.add(std::make_unique<FakeServiceWorkload>());
        plan.blocks = 1;
        plan.rows = {{"services", {}, "service", "/"}};
        plan.settings.warmup_requests = 1;
        plan.settings.sequential_requests = 40;
        plan.settings.connections = 2;
        plan.settings.concurrent_requests = 10;
        plan.settings.request_timeout_seconds = 0.02;
    }

    std::string failure_line() const {
        for (auto const& line : diary.lines)
            if (line.starts_with("failed: ")) return line;
        return "";
    }
    double total(std::string const& metric) const {
        double sum = 0;
        for (auto const& m : diary.measurements)
            if (m.metric.name == metric) sum += m.samples.at(0).value;
        return sum;
    }
};

bool contains(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("an instance that loses a process while it answers well fails, with the process's name") {
    FaultFixture f;
    Bystander neighbour;
    Bystander other;
    auto const process = neighbour.identity();
    f.script.parts = {{"neighbour", process}, {"other", other.identity()}};
    std::size_t last = 0;
    SECTION("one request after the other") { last = 20; }
    SECTION("many at once") { last = 45; }
    f.script.answers = [&](std::size_t request) {
        if (request == last) neighbour.end();
        return Answer{};
    };
    f.run();
    CHECK(f.outcome.failed == 1);
    CHECK(f.outcome.completed == 0);
    auto const line = f.failure_line();
    INFO(line);
    CHECK(contains(line, "the instance ended while it was measured"));
    CHECK(contains(line, last == 20 ? "sequential requests" : "concurrent requests"));
    CHECK(contains(line, "neighbour (process " + std::to_string(process.pid) + ")"));
    CHECK_FALSE(contains(line, "other"));
    CHECK(f.services->stopped == std::vector<int>{0}); // what is left of it is ended as ever
}

TEST_CASE("an instance whose processes cannot be seen is not thought dead") {
    FaultFixture f;
    Bystander gone;
    f.script.parts = {{"gone", gone.identity()}};
    gone.end();
    f.run();
    CHECK(f.outcome.completed == 1);
}

TEST_CASE("an instance that ceases to answer fails with what came last, and its rate is no figure") {
    FaultFixture f;
    std::size_t last = 0;
    SECTION("one request after the other") { last = 10; }
    SECTION("many at once") { last = 48; }
    f.script.answers = [&](std::size_t request) { return Answer{true, std::chrono::milliseconds(request < last ? 0 : 3'600'000)}; };
    if (last == 48) f.plan.settings.concurrent_requests = 100;
    f.run();
    CHECK(f.outcome.failed == 1);
    auto const line = f.failure_line();
    INFO(line);
    CHECK(contains(line, "requests were not answered"));
    CHECK(contains(line, "first error: no complete response within 20 ms"));
}

TEST_CASE("a request in forty that is not answered is a figure and no failure") {
    FaultFixture f;
    f.script.answers = [&](std::size_t request) { return Answer{true, std::chrono::milliseconds(request == 10 ? 3'600'000 : 0)}; };
    f.run();
    CHECK(f.outcome.completed == 1);
    CHECK(f.total("http/errors/first_byte_timeout") == 1);
}

TEST_CASE("a wrong answer fails whatever the others were") {
    FaultFixture f;
    f.script.answers = [&](std::size_t request) { return Answer{request != 10}; };
    f.run();
    CHECK(f.outcome.failed == 1);
    CHECK(contains(f.failure_line(), "the answer was wrong"));
}
