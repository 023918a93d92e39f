// How the density part of a trial ends: each of its ways is made to happen, with instances that are servers in this
// process. Whatever happens, all that was started is ended, the record says why no further instance was started, and
// the trial keeps what it had measured before.
#include "fake_memory.hpp"
#include "fake_service.hpp"
#include "plan/trial_run.hpp"
#include "session_fixture.hpp"

#include <fstream>
#include <set>

using namespace wasmbench;
using namespace wasmbench::plan;
using std::chrono::milliseconds;

namespace {

constexpr std::uint64_t MiB = 1024 * 1024;
constexpr milliseconds for_ever = std::chrono::hours(1); ///< longer than a test may take

/// A measurement's name and its key's concurrency: of the density part, the number of instances.
using Figure = std::pair<std::string, std::uint32_t>;

/// One trial of one row. 200 requests at each level, of all instances together.
struct DensityFixture : SessionFixture {
    FakeServices* services = nullptr;
    FakeMemory memory{[](int) { return 10.0 * MiB; }};
    std::optional<asio::any_io_executor> executor; ///< of the session, once something was started

    DensityFixture() {
        auto runtime = std::make_unique<FakeServices>();
        services = runtime.get();
        services->at_start = [this](int, RunContext const& context) { executor = context.executor; };
        catalog.add(std::move(runtime));
        catalog.add(std::make_unique<FakeServiceWorkload>());
        plan.blocks = 1;
        plan.rows = {{"services", {}, "service", "/"}};
        plan.rows[0].density = Density{};
        density().most_instances = 3;
        density().requests = 1;
        density().slower = 1e6; // only a test of that itself shall end by what a busy machine adds to an answer
        plan.settings.warmup_requests = 1;
        plan.settings.sequential_requests = 5;
        plan.settings.connections = 2;
        plan.settings.concurrent_requests = 10;
        plan.settings.request_timeout_seconds = 3600;
        probes = {&memory};
        machine_memory = [] { return probe::MemInfo{1000 * MiB, 0, 600 * MiB, 0, 0}; };
    }

    Density& density() { return *plan.rows[0].density; }

    // From any thread: as a second Ctrl-C.
    void end_at_once() {
        asio::post(executor.value(), [this] { cancel.emit(asio::cancellation_type::terminal); });
    }

    std::optional<double> figure(std::string const& name, std::uint32_t concurrency = 1) const {
        for (auto const& m : diary.measurements)
            if (m.metric.name == name && m.key.concurrency == concurrency) return m.samples.at(0).value;
        return std::nullopt;
    }

    std::set<Figure> figures(bool of_density) const {
        std::set<Figure> out;
        for (auto const& m : diary.measurements) {
            auto const& name = m.metric.name;
            if ((name.starts_with("density/") || name == "phase/density") == of_density) out.insert({name, m.key.concurrency});
        }
        return out;
    }

    // The one reason that is in the record.
    std::string reason() const {
        std::string out;
        for (auto const& [name, n] : figures(true))
            if (name.starts_with("density/stop/")) out += name.substr(std::string_view("density/stop/").size());
        return out;
    }

    // The trial is complete: all instances that came were asked to end, the last one first, and what a trial without
    // this part measures was measured.
    void check_complete(int instances) const {
        CHECK(outcome.completed == 1);
        std::vector<int> backwards;
        for (int n = instances; n-- > 0;) backwards.push_back(n);
        CHECK(services->stopped == backwards);
        CHECK(services->destroyed.empty());
        CHECK(services->alive == 0);
        CHECK(figures(true).contains({"phase/density", 1}));
        static auto const without = [] {
            DensityFixture f;
            f.plan.rows[0].density.reset();
            f.run();
            CHECK(f.figures(true).empty());
            CHECK(f.figures(false).contains({"http/throughput", 2}));
            CHECK(f.figures(false).contains({"stop/duration", 1}));
            return f.figures(false);
        }();
        CHECK(figures(false) == without);
    }

    // It was told to end at once in the density part: everything that lived was ended, without being asked, and what had
    // been measured before was handed on.
    void check_interrupted(int instances) {
        CHECK(ec == asio::error::operation_aborted);
        CHECK(outcome.skipped == 1);
        CHECK(diary.count("skipped: interrupted") == 1);
        CHECK(services->alive == 0);
        CHECK(services->destroyed.size() == static_cast<std::size_t>(instances));
        CHECK(reason() == "");
        CHECK_FALSE(figure("density/instances"));
        CHECK(diary.absent.empty());
        for (auto const& before : {Figure{"start/ready", 1}, {"http/service_time", 1}, {"http/throughput", 2}, {"memory/pss", 2}})
            CHECK(figures(false).contains(before));
    }
};

} // namespace

TEST_CASE("density: as many as the plan asks for hold") {
    DensityFixture f;
    f.run();
    f.check_complete(3);
    CHECK(f.reason() == "most instances");
    CHECK(f.figure("density/instances") == 3);
    CHECK(f.diary.absent.empty());
    CHECK(f.figure("density/memory", 3) == 30.0 * MiB);
    CHECK(f.figure("density/taken", 3) == 0);
    CHECK_FALSE(f.figure("density/start", 1)); // that one is the trial's own start
    for (std::uint32_t n : {2u, 3u}) CHECK(f.figure("density/start", n));
    for (std::uint32_t n : {1u, 2u, 3u}) CHECK(f.figure("density/latency_p99", n));
    CHECK_FALSE(f.figure("density/latency_p99", 4));
}

TEST_CASE("density: the first request that fails ends it, whichever instance it was sent to") {
    DensityFixture f;
    std::atomic<int> beside_two{0};
    f.services->script = [&](int instance) {
        ServiceScript s;
        if (instance == 1)
            s.answers = [&](std::size_t) { return Answer{f.services->starts < 3 || beside_two++ != 5}; };
        return s;
    };
    f.density().most_instances = 10;
    f.run();
    f.check_complete(3);
    CHECK(f.reason() == "request failed");
    CHECK(f.figure("density/instances") == 2);
    REQUIRE(f.diary.absent.size() == 1);
    CHECK(f.diary.absent[0].starts_with("density/next: instance 2 of 3: 66 of 67 answers correct, first error: "));
}

TEST_CASE("density: the first instance may be the one that fails, alone, after all else of its trial") {
    DensityFixture f;
    std::atomic<bool> in_density{false};
    f.diary.at_step = [&](std::string_view step) { in_density = step == steps::density; };
    f.services->script = [&](int) {
        ServiceScript s;
        s.answers = [&](std::size_t) { return Answer{!in_density}; };
        return s;
    };
    f.run();
    f.check_complete(1);
    CHECK(f.reason() == "request failed");
    CHECK(f.figure("density/instances") == 0);
    CHECK(f.diary.absent.at(0).starts_with("density/next: instance 1 of 1: 0 of 200 answers correct"));
}

TEST_CASE("density: what cannot even be asked has failed, and fails nothing else") {
    DensityFixture f;
    f.services->script = [&](int instance) {
        ServiceScript s;
        s.nowhere = instance == 1;
        return s;
    };
    f.run();
    f.check_complete(2);
    CHECK(f.reason() == "request failed");
    CHECK(f.figure("density/instances") == 1);
    CHECK(f.diary.absent.at(0).starts_with("density/next: load: host: "));
}

namespace {

// The first instance is late now and then, so that a hiccup of this machine stays below ten times that. The second one
// is `late` in the same way as long as `is_slow` says so.
std::function<ServiceScript(int)> slow_beside_another(std::function<bool(std::size_t request)> is_slow) {
    return [is_slow](int instance) {
        ServiceScript s;
        s.answers = [instance, is_slow](std::size_t request) {
            Answer a;
            if (request % 20 == 10) a.after = milliseconds(instance == 1 && is_slow(request) ? 150 : 4);
            return a;
        };
        return s;
    };
}

} // namespace

TEST_CASE("density: too slow twice in a row ends it") {
    DensityFixture f;
    f.density().slower = 10;
    f.services->script = slow_beside_another([](std::size_t) { return true; });
    f.run();
    f.check_complete(2);
    CHECK(f.reason() == "slower");
    CHECK(f.figure("density/instances") == 1);
    CHECK(f.diary.absent.empty());
    CHECK(f.figure("density/latency_p99", 2).value() > 10 * f.figure("density/latency_p99", 1).value());
}

TEST_CASE("density: too slow once is a hiccup, and the second look is what is recorded") {
    DensityFixture f;
    f.density().slower = 10;
    // Of each instance of two: a request before what counts, and a hundred.
    std::atomic<std::size_t> beside_one{0};
    f.services->script = slow_beside_another([&](std::size_t request) {
        if (f.services->starts == 2) beside_one = request + 1;
        return request < 101;
    });
    f.run();
    f.check_complete(3);
    CHECK(f.reason() == "most instances");
    CHECK(f.figure("density/instances") == 3);
    CHECK(beside_one > 101);
    CHECK(f.figure("density/latency_p99", 2).value() < 0.15);
}

TEST_CASE("density: no further instance where one more would pass the plan's limit of memory") {
    DensityFixture f;
    f.density().most_instances = 10;
    f.density().memory_bytes = 45 * MiB;
    f.run();
    f.check_complete(4); // 40 MiB; a fifth would come to 50
    CHECK(f.reason() == "memory limit");
    CHECK(f.figure("density/instances") == 4);
    CHECK(f.figure("density/memory", 4) == 40.0 * MiB);
    CHECK(f.diary.absent.empty());
}

TEST_CASE("density: an eighth of the machine's memory is left alone, wherever the memory has gone") {
    DensityFixture f;
    f.density().most_instances = 10;
    f.density().memory_bytes = 100'000 * MiB;
    // Each takes 100 MiB more of the machine than its processes show.
    f.machine_memory = [&] {
        auto const used = static_cast<std::uint64_t>(f.services->starts.load()) * 100 * MiB;
        return probe::MemInfo{1000 * MiB, 0, 520 * MiB - used, 0, 0};
    };
    f.run();
    f.check_complete(3); // 220 MiB are there, of which one more would leave 120, and 125 are an eighth
    CHECK(f.reason() == "memory limit");
    CHECK(f.figure("density/instances") == 3);
    CHECK(f.figure("density/taken", 3) == 300.0 * MiB);
    CHECK(f.figure("density/memory", 3) == 30.0 * MiB);
}

TEST_CASE("density: where the machine's memory is not known the processes' alone counts") {
    DensityFixture f;
    f.machine_memory = [] { return std::optional<probe::MemInfo>(); };
    f.run();
    f.check_complete(3);
    CHECK(f.reason() == "most instances");
    CHECK_FALSE(f.figure("density/taken", 3));
    CHECK(f.figure("density/memory", 3) == 30.0 * MiB);
}

TEST_CASE("density: an instance that does not start ends it, with what its start said") {
    DensityFixture f;
    f.services->script = [&](int instance) {
        ServiceScript s;
        if (instance == 2) s.start_error = errc::exited_before_ready;
        return s;
    };
    f.density().most_instances = 10;
    f.run();
    f.check_complete(2);
    CHECK(f.services->starts == 3);
    CHECK(f.reason() == "start failed");
    CHECK(f.figure("density/instances") == 2);
    CHECK(f.diary.absent == std::vector<std::string>{"density/next: " + to_line(Failure{errc::exited_before_ready, {"", "instance 2", {}, {}, {}, {}, {}}})});
    CHECK_FALSE(f.figure("density/start", 3));
    CHECK_FALSE(f.figure("density/memory", 3));
}

TEST_CASE("density: an instance whose folder cannot be made is one that does not start") {
    DensityFixture f;
    f.services->at_start = [](int instance, RunContext const& context) {
        // The second one's folder is beside the third's.
        if (instance == 1) std::ofstream(context.scratch.parent_path() / "instance-3") << "in the way";
    };
    f.run();
    f.check_complete(2);
    CHECK(f.reason() == "start failed");
    CHECK(f.figure("density/instances") == 2);
    REQUIRE(f.diary.absent.size() == 1);
    CHECK(f.diary.absent[0].find("instance-3") != std::string::npos);
}

TEST_CASE("density: an instance that would not end is said, and the others are ended all the same") {
    DensityFixture f;
    f.services->script = [&](int instance) {
        ServiceScript s;
        if (instance == 2) s.stop_error = errc::leaked_processes;
        return s;
    };
    f.run();
    f.check_complete(3);
    CHECK(f.reason() == "most instances");
    CHECK(f.diary.absent == std::vector<std::string>{"density/stop: " + error_code(errc::leaked_processes).message()});
}

TEST_CASE("density: told to end at once while a further instance starts") {
    DensityFixture f;
    f.density().most_instances = 10;
    f.services->script = [&](int instance) {
        ServiceScript s;
        if (instance == 2) {
            s.start_takes = for_ever;
            f.end_at_once();
        }
        return s;
    };
    f.run();
    f.check_interrupted(2);
    CHECK(f.services->stopped.empty());
    CHECK(f.figure("density/latency_p99", 2)); // what was there by then
}

TEST_CASE("density: told to end at once while one is asked and does not answer") {
    DensityFixture f;
    f.services->script = [&](int instance) {
        ServiceScript s;
        if (instance == 1)
            s.answers = [&](std::size_t request) {
                if (request == 50) f.end_at_once();
                return Answer{true, request < 50 ? milliseconds(0) : for_ever};
            };
        return s;
    };
    f.run();
    f.check_interrupted(2);
    CHECK(f.services->stopped.empty());
    CHECK_FALSE(f.figure("density/latency_p99", 2));
}

TEST_CASE("density: told to end at once while they are ended") {
    DensityFixture f;
    f.services->script = [&](int instance) {
        ServiceScript s;
        if (instance == 1) s.stop_takes = for_ever;
        return s;
    };
    f.services->at_stop = [&](int instance) {
        if (instance == 1) f.end_at_once();
    };
    f.run();
    CHECK(f.services->stopped == std::vector{2});
    f.check_interrupted(2); // of three: the third had ended
}
