#pragma once

#include <wasmbench/core/runtime.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/testing/outcome.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace wasmbench::tests {

/// The real ports, a folder, and the RunContext over them: FakeWorld's counterpart for integration tests.
class RealWorld {
    std::unique_ptr<Launcher> launcher_ = make_posix_launcher();
    std::unique_ptr<Connector> connector_ = make_tcp_connector();
    std::unique_ptr<Clock> clock_ = make_system_clock();

public:
    asio::io_context io;
    testing::ScratchFolder scratch;
    RunContext context{io.get_executor(), *launcher_, *connector_, *clock_, scratch.path(), {}, {}, {}};

    /// As FakeWorld::run, in real time and bounded by a minute.
    template <class T, class Start>
    testing::Outcome<T> run(Start&& start, std::optional<Duration> cancel_after = std::nullopt) {
        auto out = std::make_shared<std::optional<testing::Outcome<T>>>();
        asio::cancellation_signal cancel;
        asio::steady_timer later(io);
        if (cancel_after) {
            later.expires_after(*cancel_after);
            later.async_wait([&cancel](error_code ec) {
                if (!ec) cancel.emit(asio::cancellation_type::terminal);
            });
        }
        std::forward<Start>(start)(asio::bind_cancellation_slot(cancel.slot(), [out](error_code ec, T value) {
            out->emplace(testing::Outcome<T>{ec, std::move(value)});
        }));
        auto const limit = SteadyClock::now() + std::chrono::minutes(1);
        io.restart();
        while (!*out)
            if (io.run_one_until(limit) == 0)
                throw std::runtime_error("an operation did not end in a minute");
        return std::move(**out);
    }

    testing::Outcome<Prepared> prepare(Runtime& runtime, Workload const& workload, Options options = {}) {
        return run<Prepared>([&](auto token) {
            runtime.async_prepare(context, PrepareSpec{&workload, std::move(options)}, std::move(token));
        });
    }

    /// Prepares and starts. A failed preparation is the outcome.
    testing::Outcome<InstancePtr> start(Runtime& runtime, Workload const& workload, Options options = {},
        std::chrono::milliseconds ready_within = std::chrono::seconds(45),
        std::optional<Duration> cancel_after = std::nullopt) {
        auto prepared = prepare(runtime, workload, options);
        if (prepared.error) return {prepared.error, nullptr};
        return start_prepared(
            runtime, workload, std::move(options), std::move(prepared.value), ready_within, cancel_after);
    }
    testing::Outcome<InstancePtr> start_prepared(Runtime& runtime, Workload const& workload, Options options,
        Prepared prepared, std::chrono::milliseconds ready_within = std::chrono::seconds(45),
        std::optional<Duration> cancel_after = std::nullopt) {
        StartSpec spec{&workload, std::move(options), std::move(prepared), ready_within};
        return run<InstancePtr>(
            [&](auto token) { runtime.async_start(context, std::move(spec), std::move(token)); },
            cancel_after);
    }

    testing::Outcome<ExitReport> stop(Instance& instance, StopPolicy policy = {}) {
        return run<ExitReport>([&](auto token) { instance.async_stop(policy, std::move(token)); });
    }

    /// What a person is told about an error of this context.
    std::string line(error_code ec) const { return to_line(Failure{ec, context.diagnostics}); }
};

} // namespace wasmbench::tests
