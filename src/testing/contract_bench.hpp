#pragma once

#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/runtime.hpp>
#include <wasmbench/testing/failing_ports.hpp>
#include <wasmbench/testing/outcome.hpp>
#include <wasmbench/testing/runtime_contract.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace wasmbench::testing::detail {

/// What a check throws: the text becomes its detail.
class CheckFailed : public std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// What a check throws when the runtime does not claim what it judges.
class NotApplicable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Throws CheckFailed(what) unless `holds`.
void require(bool holds, std::string const& what);

/// A moment at which an operation is cancelled (terminal).
struct Cancel {
    enum class When { never, at_once, when_processes_exist, at_call, after } when = When::never;
    std::chrono::milliseconds delay{}; ///< of `after`

    static Cancel at_once() { return {When::at_once, {}}; }
    static Cancel when_processes_exist() { return {When::when_processes_exist, {}}; }
    /// At the port call that the bench's FailCount picks.
    static Cancel at_call() { return {When::at_call, {}}; }
    static Cancel after(std::chrono::milliseconds d) { return {When::after, d}; }
};

/// One check's surroundings: the runtime, the real ports and a RunContext over them.
class Bench {
    // Operations that never complete leave handlers in the io_context that refer to these.
    std::deque<asio::cancellation_signal> signals_;

public:
    /// With `count`, which must outlive it, the ports are those of failing_ports.hpp.
    explicit Bench(ContractSubject const& subject, FailCount* count = nullptr);

    ContractSubject const& subject;
    FailCount* count;
    asio::io_context io;
    std::unique_ptr<Launcher> real_launcher;
    std::unique_ptr<Connector> real_connector;
    std::unique_ptr<FailingLauncher> counted_launcher; ///< null without a count
    std::unique_ptr<FailingConnector> counted_connector;
    Launcher& launcher;
    Connector& connector;
    std::unique_ptr<Clock> clock;
    ScratchFolder scratch;
    RunContext context;
    std::unique_ptr<Runtime> runtime;

    /// Prepares, then starts. With `cancel`, only the start is cancelled.
    Outcome<InstancePtr> start(Workload const& workload, Cancel cancel = {},
        std::optional<std::chrono::milliseconds> ready_within = std::nullopt);
    Outcome<Prepared> prepare(Workload const& workload, Cancel cancel = {});
    /// start() that must succeed.
    InstancePtr started(Workload const& workload);
    Outcome<ExitReport> stop(Instance& instance, std::chrono::milliseconds grace, Cancel cancel = {});
    /// stop() with a second's grace that must succeed.
    ExitReport stopped(Instance& instance);

    /// Runs `void(error_code, T)` to its end; throws CheckFailed when it takes longer than patience.
    template <class T, class Start>
    Outcome<T> run(std::string const& what, Start&& begin, Cancel cancel = {}) {
        auto out = std::make_shared<std::optional<Outcome<T>>>();
        auto& signal = signals_.emplace_back();
        auto const guard = arm(signal, cancel);
        std::forward<Start>(begin)(asio::bind_cancellation_slot(signal.slot(), [out](error_code ec, T value) {
            out->emplace(Outcome<T>{ec, std::move(value)});
        }));
        if (cancel.when == Cancel::When::at_once) signal.emit(asio::cancellation_type::terminal);
        drive(what, [out] { return out->has_value(); });
        return std::move(**out);
    }

    /// The failure of the operation that failed last, on one line.
    std::string line(error_code ec) const;

private:
    std::shared_ptr<void> arm(asio::cancellation_signal& signal, Cancel cancel);
    void drive(std::string const& what, std::function<bool()> const& done);
};

/// The program or the service of the subject, whichever is set. Throws NotApplicable, naming both, when neither is.
Workload const& program_or_service(ContractSubject const& subject);

/// What this process has in the way of children and descriptors.
struct Belongings {
    std::vector<ProcessIdentity> processes; ///< all live descendants
    bool zombie = false;                    ///< a child that has ended and was not reaped
};
Belongings belongings();
/// Open file descriptors of this process.
std::size_t open_descriptors();

/// Seconds since `begin`.
inline std::chrono::milliseconds since(TimePoint begin) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - begin);
}

} // namespace wasmbench::testing::detail
