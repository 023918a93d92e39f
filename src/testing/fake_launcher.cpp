#include <wasmbench/testing/fake_launcher.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <csignal>
#include <utility>

namespace wasmbench::testing {
namespace {

// Linux gives at most 2^22 pids, macOS 99,999.
constexpr int first_pid = 1 << 24;

class FakeChild final : public Child {
public:
    FakeChild(FakeClock& clock, asio::any_io_executor executor, ChildScript script,
        std::shared_ptr<LaunchedChild> record)
        : state_(std::make_shared<State>(clock, std::move(executor), std::move(script), std::move(record))) {
        if (auto const after = state_->script.ends_after) {
            auto const& s = state_->script;
            ExitReport report;
            if (s.exit_signal)
                report.signal = s.exit_signal;
            else
                report.exit_code = s.exit_code;
            state_->end_at(clock.now() + *after, report);
        }
    }

    ~FakeChild() override {
        for (auto t : std::exchange(state_->waits, {}))
            state_->clock.release(t, asio::error::operation_aborted);
        kill_tree();
        state_->record->destroyed = true;
    }

    ProcessIdentity const& identity() const noexcept override { return state_->record->identity; }
    TimePoint launched_at() const noexcept override { return state_->record->launched_at; }
    TimePoint spawned_at() const noexcept override { return state_->record->launched_at; }
    std::optional<ExitReport> exited() const override { return state_->record->exit; }
    std::string output() const override { return printed(false); }
    std::string error_output() const override { return printed(true); }

    error_code signal(int number) override {
        auto& s = *state_;
        if (s.record->exit) return {};
        s.record->signals.push_back(number);
        ExitReport report;
        report.signal = number;
        if (number == SIGKILL)
            s.end(report);
        else if (number == SIGTERM && !s.script.ignores_term)
            s.end_at(s.clock.now() + s.script.term_takes, report);
        return {};
    }

    std::vector<ProcessIdentity> kill_tree() override {
        auto& s = *state_;
        if (s.record->exit) return {};
        s.record->killed = true;
        if (s.script.survives_kill) return {s.record->identity};
        ExitReport report;
        report.signal = SIGKILL;
        report.forced = true;
        s.end(report);
        return {};
    }

private:
    struct State : std::enable_shared_from_this<State> {
        State(FakeClock& c, asio::any_io_executor ex, ChildScript s, std::shared_ptr<LaunchedChild> r)
            : clock(c)
            , executor(std::move(ex))
            , script(std::move(s))
            , record(std::move(r)) {}

        FakeClock& clock;
        asio::any_io_executor executor;
        ChildScript script;
        std::shared_ptr<LaunchedChild> record;
        std::vector<FakeClock::Ticket> waits;

        void end_at(TimePoint when, ExitReport report) {
            clock.call_at(when, [weak = weak_from_this(), report] {
                if (auto self = weak.lock()) self->end(report);
            });
        }

        void end(ExitReport report) {
            if (record->exit) return;
            report.ended_at = clock.now();
            record->exit = report;
            for (auto t : std::exchange(waits, {})) clock.release(t, {});
        }
    };

    std::string printed(bool to_stderr) const {
        auto const& record = *state_->record;
        auto const until = record.exit ? record.exit->ended_at : state_->clock.now();
        std::string text;
        for (auto const& p : state_->script.prints)
            if (p.to_stderr == to_stderr && record.launched_at + p.after <= until) text += p.text;
        auto const limit = record.command.capture_limit;
        return text.size() > limit ? text.substr(text.size() - limit) : text;
    }

    void do_wait(asio::any_completion_handler<void(error_code, ExitReport)> handler) override {
        auto& s = *state_;
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto executor = asio::get_associated_executor(handler, s.executor);
        auto finish = [record = s.record, h = std::move(handler)](error_code ec) mutable {
            std::move(h)(ec, ec ? ExitReport{} : record->exit.value());
        };
        auto const when = s.record->exit ? s.clock.now() : FakeClock::never;
        s.waits.push_back(s.clock.park(s.executor, when,
            asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(finish)))));
    }

    std::shared_ptr<State> state_;
};

} // namespace

FakeLauncher::FakeLauncher(FakeClock& clock)
    : clock_(clock) {}

FakeLauncher& FakeLauncher::then(ChildScript script) {
    scripts_.push_back(std::move(script));
    return *this;
}

Result<std::unique_ptr<Child>> FakeLauncher::launch(asio::any_io_executor executor, Command const& command) {
    commands_.push_back(command);
    ChildScript script;
    if (!scripts_.empty()) script = scripts_.front();
    if (scripts_.size() > 1) scripts_.pop_front();
    if (script.launch_error) {
        Diagnostics d;
        d.stage = "launch";
        d.subject = command.program.string();
        d.command = to_string(command);
        return Failure{script.launch_error, std::move(d)};
    }
    auto record = std::make_shared<LaunchedChild>();
    record->command = command;
    record->identity = {first_pid + static_cast<int>(children_.size()), 1, Role::workload};
    record->launched_at = clock_.now();
    children_.push_back(record);
    if (script.on_launch) script.on_launch(command);
    return std::unique_ptr<Child>(
        std::make_unique<FakeChild>(clock_, std::move(executor), std::move(script), std::move(record)));
}

std::size_t FakeLauncher::running() const noexcept {
    return static_cast<std::size_t>(
        std::count_if(children_.begin(), children_.end(), [](auto const& c) { return !c->exit; }));
}

} // namespace wasmbench::testing
