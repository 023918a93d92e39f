#pragma once

#include "fake_program.hpp"

#include <wasmbench/core/system.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::plan {

/// Writes down what it hears, and does what the test wants at a trial's start.
class Diary final : public Observer {
public:
    std::vector<std::string> lines;
    std::vector<RunKey> keys;
    std::vector<Measurement> measurements;
    std::vector<std::string> steps;  ///< of all trials, one after the other
    std::vector<std::string> absent; ///< figures that could not be had, with their reasons
    std::optional<SessionStop> stop;
    std::function<void(int trial)> at_start = [](int) {};
    std::function<void()> at_instance = [] {};
    std::function<void(std::string_view step)> at_step = [](std::string_view) {};
    std::function<void()> at_end = [] {};

    void session_starting(std::uint32_t n) override { lines.push_back("session " + std::to_string(n)); }
    void session_resumed(std::uint32_t n) override { lines.push_back("resumed " + std::to_string(n)); }
    void trial_starting(RunKey const& k) override {
        lines.push_back("begin");
        keys.push_back(k);
        at_start(static_cast<int>(keys.size()) - 1);
    }
    void step(RunKey const&, std::string_view name) override {
        steps.emplace_back(name);
        at_step(name);
    }
    void instance_ready(RunKey const&, Endpoint const&) override { at_instance(); }
    void measured(Measurement const& m) override { measurements.push_back(m); }
    void not_measured(RunKey const&, std::string_view metric, std::string_view why) override {
        absent.push_back(std::string(metric) + ": " + std::string(why));
    }
    void skipped(RunKey const&, std::string_view why) override {
        lines.push_back("skipped: " + std::string(why));
    }
    void discarded(RunKey const&, std::string_view why) override {
        lines.push_back("discarded: " + std::string(why));
    }
    void failed(RunKey const&, Failure const& f) override { lines.push_back("failed: " + to_line(f)); }
    void trial_ended(RunKey const&) override {
        lines.push_back("end");
        at_end();
    }
    void session_stopped(SessionStop const& s) override { stop = s; }
    void session_ended(bool interrupted) override { lines.push_back(interrupted ? "interrupted" : "over"); }

    long count(std::string const& line) const { return std::count(lines.begin(), lines.end(), line); }
};

struct SessionFixture {
    Catalog catalog;
    FakeRuntime* a = nullptr;
    FakeRuntime* b = nullptr;
    Plan plan;
    Diary diary;
    testing::ScratchFolder scratch;
    std::unique_ptr<Launcher> launcher = make_posix_launcher({false});
    std::unique_ptr<Connector> connector = make_tcp_connector();
    std::unique_ptr<Clock> clock = make_system_clock();
    std::vector<Probe*> probes;
    probe::DisturbanceWatch* disturbances = nullptr;
    std::function<std::optional<probe::MemInfo>()> machine_memory = probe::read_machine_memory;
    std::vector<FinishedTrial> finished;
    asio::cancellation_signal cancel;
    error_code ec;
    SessionOutcome outcome;
    Failure failure;

    SessionFixture() {
        for (auto** r : {&a, &b}) {
            auto runtime = std::make_unique<FakeRuntime>(r == &a ? "a" : "b");
            *r = runtime.get();
            catalog.add(std::move(runtime));
        }
        catalog.add(std::make_unique<FakeProgram>("program"));
        plan.name = "test";
        plan.seed = 5;
        plan.blocks = 3;
        plan.settings.memory_trials = 0;
        plan.rows = {{"a", {}, "program", ""}, {"b", {}, "program", ""}};
    }

    void run() {
        asio::io_context io;
        SessionPorts ports{*launcher, *connector, *clock, scratch.path(), {}, probes, disturbances};
        ports.machine_memory = machine_memory;
        Session session(catalog, plan, ports, diary);
        session.resume(finished);
        session.async_run(io.get_executor(),
            asio::bind_cancellation_slot(cancel.slot(), [&](error_code e, SessionOutcome o) {
                ec = e;
                outcome = o;
            }));
        io.run_for(std::chrono::seconds(20));
        failure = session.failure();
        CHECK(a->alive + b->alive == 0);
        CHECK(std::filesystem::is_empty(scratch.path()));
        INFO(ec.message() << ": " << to_line(failure));
        CHECK(diary.count("begin") == diary.count("end"));
        // Every trial that was scheduled came to one end.
        CHECK(outcome.scheduled == outcome.completed + outcome.failed + outcome.discarded + outcome.skipped +
                                       outcome.not_reached);
        CHECK(diary.keys.size() + finished.size() == outcome.scheduled - outcome.not_reached);
    }
};

} // namespace wasmbench::plan
