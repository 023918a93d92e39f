#pragma once

#include <support/paths.hpp>
#include <support/real_world.hpp>

#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/selfcheck/stamp_workload.hpp>

#include <stdexcept>
#include <string>
#include <vector>

namespace wasmbench::validation {

/// What the stamp target is to do before it listens; see workloads/selfcheck/stamp_target.cpp.
struct StampOrder {
    long wait_us = -1; ///< -1: a random time from 1 to 20 ms
    long work = 0;     ///< rounds
    bool say = false;
};

/// One start that the harness has watched until it was ready, as it saw it and as the target did.
struct StampedStart {
    selfcheck::Stamps truth;
    Timeline timeline;
    Duration watched{};     ///< from the end of the launch until ready
    Duration watcher_cpu{}; ///< CPU time of the harness meanwhile
};

/// The stamp target's workload, which also notes what the harness had used when the answer was there: who listens is looked
/// up after that, and is no part of the waiting.
struct NotingWorkload final : Workload {
    NotingWorkload(std::filesystem::path program, Clock const& clock)
        : inner(std::move(program))
        , clock_(clock) {}

    std::string_view name() const noexcept override { return inner.name(); }
    std::string_view endpoint() const noexcept override { return inner.endpoint(); }
    Capabilities needs() const noexcept override { return inner.needs(); }
    std::optional<std::filesystem::path> artifact(std::string_view target) const override { return inner.artifact(target); }
    Request request(std::uint64_t n) const override { return inner.request(n); }
    bool answers(Request const& request, std::string_view response) const override {
        cpu_at_answer = clock_.cpu_used();
        return inner.answers(request, response);
    }
    std::string expected() const override { return inner.expected(); }

    selfcheck::StampWorkload inner;
    mutable Duration cpu_at_answer{}; // the bench has one thread

private:
    Clock const& clock_;
};

/// Starts the stamp target by the path that every command-line runtime takes, adapters::start_server.
class StampBench {
public:
    /// With another connector than the system's: one that is not told of sockets that begin to listen.
    explicit StampBench(std::unique_ptr<Connector> connector = nullptr)
        : connector_(std::move(connector)) {}

    /// Throws std::runtime_error when it does not get ready. The target has ended on return.
    StampedStart watched(StampOrder const& order) {
        auto& context = context_;
        StartSpec const spec{&workload_, {}, {}, std::chrono::seconds(60)};
        auto const endpoint = adapters::local_endpoint(context, std::nullopt).value();
        auto const target = command(order, endpoint.port);
        StampedStart s;
        TimePoint spawned;
        context.on_processes = [&](ProcessTree const&) {
            spawned = context.clock.now();
            s.watcher_cpu = -context.clock.cpu_used();
        };
        auto out = world_.run<InstancePtr>([&](auto token) {
            complete_with<InstancePtr>(context,
                adapters::start_server(context, target, endpoint, Role::workload, spec), std::move(token));
        });
        context.on_processes = nullptr;
        if (out.error || !workload_.inner.stamps()) throw std::runtime_error("stamp target: " + to_line(Failure{out.error, context.diagnostics}));
        s.truth = *workload_.inner.stamps();
        s.timeline = out.value->timeline();
        s.watched = s.timeline.at(marks::ready).value() - spawned;
        s.watcher_cpu += workload_.cpu_at_answer;
        return s;
    }

    /// From the launch until the target listened, with nobody watching for it: it says so itself.
    Duration unwatched(StampOrder const& order) {
        auto& context = context_;
        auto const endpoint = adapters::local_endpoint(context, std::nullopt).value();
        auto child = context.launcher.launch(context.executor, command(order, endpoint.port)).value();
        world_.io.restart();
        auto const limit = context.clock.now() + std::chrono::seconds(60);
        while (child->output().find('\n') == std::string::npos)
            if (child->exited() || world_.io.run_one_until(limit) == 0)
                throw std::runtime_error("stamp target: it did not say that it listens; " + child->error_output());
        auto const truth = selfcheck::parse_stamps(child->output());
        if (!truth) throw std::runtime_error("stamp target: it said \"" + child->output() + "\"");
        return truth->listening - child->launched_at();
    }

private:
    static std::filesystem::path program() { return support::binary_dir() / "bin/wasmbench-stamp-target"; }

    static Command command(StampOrder const& o, std::uint16_t port) {
        Command c;
        c.program = program();
        c.arguments = {"--port", std::to_string(port), "--work", std::to_string(o.work)};
        if (o.wait_us >= 0) c.arguments.insert(c.arguments.end(), {"--wait-us", std::to_string(o.wait_us)});
        if (o.say) c.arguments.push_back("--say");
        return c;
    }

    std::unique_ptr<Connector> connector_;
    tests::RealWorld world_;
    RunContext context_{world_.context.executor, world_.context.launcher, connector_ ? *connector_ : world_.context.connector,
        world_.context.clock, world_.scratch.path(), {}, {}, {}};
    NotingWorkload workload_{program(), context_.clock};
};

} // namespace wasmbench::validation
