// The contract judged by what it finds: runtimes that are right but for one thing.

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/version.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <csignal>
#include <functional>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <support/target_workload.hpp>

using namespace wasmbench;
using testing::ContractResult;

namespace {

// What one spoilt runtime does otherwise. Everything else is the native adapter's.
struct Spoil {
    bool accepts_any_option = false;
    bool changes_its_name = false;
    bool unordered_timeline = false;
    bool wrong_role = false;
    bool second_stop_differs = false;
    bool forgets_forced = false;
    bool ignores_cancellation = false;
    bool hides_the_last_words = false;
    bool writes_to_the_temporary_folder = false;
    bool leaks_a_descriptor = false;
    bool leaves_a_zombie = false;
    bool leaves_a_process = false;
    bool announces_nothing = false;
    bool hides_the_end_of_programs = false;
};

class SpoiltInstance final : public Instance {
public:
    SpoiltInstance(InstancePtr inner, Spoil spoil)
        : inner_(std::move(inner))
        , spoil_(spoil)
        , processes_(inner_->processes())
        , timeline_(inner_->timeline()) {
        if (spoil_.wrong_role)
            for (auto& p : processes_.roots) p.role = Role::shared_daemon;
        if (spoil_.unordered_timeline)
            if (auto const at = timeline_.at(marks::ready))
                timeline_.mark(marks::first_byte, *at + std::chrono::seconds(1));
    }
    Endpoint const& endpoint() const noexcept override { return inner_->endpoint(); }
    ProcessTree const& processes() const noexcept override { return processes_; }
    Timeline const& timeline() const noexcept override { return timeline_; }

private:
    void do_stop(
        StopPolicy policy, asio::any_completion_handler<void(error_code, ExitReport)> handler) override {
        inner_->async_stop(policy, [this, h = std::move(handler)](error_code ec, ExitReport report) mutable {
            if (spoil_.forgets_forced) report.forced = false;
            if (spoil_.second_stop_differs) report.usage.minor_faults += static_cast<std::uint64_t>(stops_++);
            std::move(h)(ec, report);
        });
    }

    InstancePtr inner_;
    Spoil spoil_;
    ProcessTree processes_;
    Timeline timeline_;
    int stops_ = 0;
};

class SpoiltRuntime final : public Runtime {
public:
    explicit SpoiltRuntime(Spoil spoil)
        : spoil_(spoil)
        , inner_(adapters::make_native()) {}

    std::string_view name() const noexcept override {
        return spoil_.changes_its_name && ++asked_ % 2 == 0 ? "evitan" : "native";
    }
    Capabilities capabilities() const noexcept override { return inner_->capabilities(); }
    Availability availability() const override { return inner_->availability(); }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return inner_->describe(workload, spoil_.accepts_any_option ? Options{} : options);
    }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        inner_->async_prepare(context, std::move(spec), std::move(handler));
    }

    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        if (spoil_.writes_to_the_temporary_folder) {
            auto name = (std::filesystem::temp_directory_path() / "left-XXXXXX").string();
            ::close(::mkstemp(name.data()));
        }
        if (spoil_.leaks_a_descriptor && ::open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) return;
        if (spoil_.leaves_a_zombie && ::fork() == 0) ::_exit(0);
        if (spoil_.leaves_a_process && ::fork() == 0) {
            ::sleep(3);
            ::_exit(0);
        }
        auto const announce = spoil_.announces_nothing ? std::exchange(context.on_processes, {}) : nullptr;
        bool const program = spec.workload->endpoint().empty();
        auto slot = spoil_.ignores_cancellation ? asio::cancellation_slot()
                                                : asio::get_associated_cancellation_slot(handler);
        auto finish = [this, &context, program, announce, h = std::move(handler)](
                          error_code ec, InstancePtr instance) mutable {
            if (announce) context.on_processes = announce;
            if (spoil_.hides_the_last_words) context.diagnostics.stderr_tail.clear();
            if (spoil_.hides_the_end_of_programs && program && ec == errc::command_failed) ec = {};
            if (instance) instance = std::make_unique<SpoiltInstance>(std::move(instance), spoil_);
            std::move(h)(ec, std::move(instance));
        };
        inner_->async_start(context, std::move(spec), asio::bind_cancellation_slot(slot, std::move(finish)));
    }

    Spoil spoil_;
    std::unique_ptr<Runtime> inner_;
    mutable unsigned asked_ = 0;
};

// Whether the one clause whose name contains `clause` fails for a runtime that is spoilt by `member`. That it
// holds for the unspoilt one is the business of native.cpp.
bool broken(bool Spoil::*member, std::string const& clause) {
    tests::TargetWorkloads const target;
    Spoil spoil;
    spoil.*member = true;
    auto subject = target.subject([spoil] { return std::make_unique<SpoiltRuntime>(spoil); });
    subject.patience = std::chrono::seconds(2);
    subject.only = clause;
    auto const results = testing::runtime_contract(subject);
    while (::waitpid(-1, nullptr, WNOHANG) > 0) { // the zombies that were left on purpose
    }
    REQUIRE(results.size() == 1);
    UNSCOPED_INFO(results[0].name << ": " << results[0].detail);
    return results[0].verdict == ContractResult::Verdict::failed;
}

} // namespace

TEST_CASE("the contract finds each fault") {
    CHECK(broken(&Spoil::accepts_any_option, "describe: refuses an unknown option"));
    CHECK(broken(&Spoil::changes_its_name, "name: "));
    CHECK(broken(&Spoil::unordered_timeline, "timeline: "));
    CHECK(broken(&Spoil::wrong_role, "processes: alive"));
    CHECK(broken(&Spoil::announces_nothing, "processes: announced"));
    CHECK(broken(&Spoil::second_stop_differs, "stop: a second stop"));
    CHECK(broken(&Spoil::forgets_forced, "stop: kills what ignores it"));
    CHECK(broken(&Spoil::hides_the_last_words, "failure: an early death"));
    CHECK(broken(&Spoil::hides_the_end_of_programs, "failure: a program that fails"));
    CHECK(broken(&Spoil::ignores_cancellation, "cancel: a program that runs"));
    CHECK(broken(&Spoil::leaks_a_descriptor, "leaks: no descriptor"));
    // What is left behind fails the clause after which it was left, whichever that is.
    CHECK(broken(&Spoil::writes_to_the_temporary_folder, "endpoint: "));
    CHECK(broken(&Spoil::leaves_a_zombie, "endpoint: "));
    CHECK(broken(&Spoil::leaves_a_process, "endpoint: "));
}
