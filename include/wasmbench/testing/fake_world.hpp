#pragma once

#include <wasmbench/core/run_context.hpp>
#include <wasmbench/testing/fail_count.hpp>
#include <wasmbench/testing/failing_ports.hpp>
#include <wasmbench/testing/fake_clock.hpp>
#include <wasmbench/testing/fake_connector.hpp>
#include <wasmbench/testing/fake_launcher.hpp>
#include <wasmbench/testing/outcome.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace wasmbench::testing {

/// Everything an adapter needs to be run without a machine: fakes of the three ports, a folder, and the
/// RunContext over them.
///
///     FakeWorld world;
///     world.connector.from(20ms, ServerBehaviour::answers(200, "hello"));
///     auto started = world.run<InstancePtr>([&](auto token) {
///         return runtime->async_start(world.context, {&workload}, std::move(token));
///     });
///     REQUIRE_FALSE(started.error);
///
/// Thread safety: none. Lifetime: instances that came of the context must go before it.
class FakeWorld {
    std::unique_ptr<FailingLauncher> failing_launcher_;
    std::unique_ptr<FailingConnector> failing_connector_;

public:
    FakeClock clock;
    asio::io_context io;
    FakeLauncher launcher{clock};
    FakeConnector connector{clock};
    ScratchFolder scratch;
    RunContext context;

    FakeWorld();
    /// The n-th port call fails; `count` must outlive this.
    explicit FakeWorld(FailCount& count);
    ~FakeWorld();
    FakeWorld(FakeWorld const&) = delete;
    FakeWorld& operator=(FakeWorld const&) = delete;

    /// Starts an operation `void(error_code, T)` by `start(token)` and runs virtual time until it completes.
    /// With `cancel_after` it is cancelled (terminal) that long after its begin. Throws std::runtime_error
    /// when it never completes.
    template <class T, class Start>
    Outcome<T> run(Start&& start, std::optional<Duration> cancel_after = std::nullopt) {
        // Shared: an operation that never completes leaves its handler behind in the clock.
        auto out = std::make_shared<std::optional<Outcome<T>>>();
        auto const signal = std::make_shared<asio::cancellation_signal>();
        running_ = signal;
        std::forward<Start>(start)(asio::bind_cancellation_slot(signal->slot(), [out](error_code ec, T value) {
            out->emplace(Outcome<T>{ec, std::move(value)});
        }));
        std::optional<FakeClock::Ticket> later;
        if (cancel_after)
            later = clock.call_at(
                clock.now() + *cancel_after, [signal] { signal->emit(asio::cancellation_type::terminal); });
        run_until([out] { return out->has_value(); });
        if (later) clock.cancel(*later);
        return std::move(**out);
    }

    /// Cancels (terminal) what run() is running, as soon as the io_context has its turn; no effect when that has ended by
    /// then. May be called from inside a port call (FailCount::do_then).
    void cancel();

private:
    void run_until(std::function<bool()> const& done);

    std::weak_ptr<asio::cancellation_signal> running_;
};

} // namespace wasmbench::testing
