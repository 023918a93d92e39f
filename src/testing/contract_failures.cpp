#include "contract_checks.hpp"

#include <wasmbench/core/workload.hpp>

#include <boost/asio/error.hpp>

namespace wasmbench::testing::detail {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds short_wait(300);

// A workload that is not satisfied by any answer, or is made for no target.
class Altered final : public Workload {
public:
    Altered(Workload const& inner, bool has_artifact)
        : inner_(inner)
        , has_artifact_(has_artifact) {}
    std::string_view name() const noexcept override { return inner_.name(); }
    std::string_view endpoint() const noexcept override { return inner_.endpoint(); }
    Capabilities needs() const noexcept override { return inner_.needs(); }
    std::optional<std::filesystem::path> artifact(std::string_view target) const override {
        return has_artifact_ ? inner_.artifact(target) : std::nullopt;
    }
    std::vector<std::string> arguments() const override { return inner_.arguments(); }
    Request request(std::uint64_t n) const override { return inner_.request(n); }
    bool answers(Request const&, std::string_view) const override { return false; }
    std::string expected() const override { return "something else"; }

private:
    Workload const& inner_;
    bool has_artifact_;
};

void expect_error(Bench& b, Outcome<InstancePtr> const& r, errc wanted) {
    require(r.error == wanted, r.error ? "another error: " + b.line(r.error) : std::string("it succeeded"));
    require(r.value == nullptr, "an instance came with the error");
    auto const line = b.line(r.error);
    require(line.find('\n') == std::string::npos, "the message is not one line");
    require(!b.context.diagnostics.stage.empty(), "the diagnostics name no stage");
}

void expect_words(Bench& b) {
    auto const& d = b.context.diagnostics;
    require(d.exit == "exit status " + std::to_string(b.subject.early_exit_status),
        "the diagnostics say \"" + d.exit + "\"");
    require(d.stderr_tail.find(b.subject.last_words) != std::string::npos,
        "the last words are missing; stderr_tail: \"" + d.stderr_tail + "\"");
    require(!d.command.empty(), "the command is missing");
}

void missing_artifact(Bench& b) {
    auto const r = b.start(*b.subject.missing);
    expect_error(b, r, errc::artifact_missing);
}

void early_death_is_told(Bench& b) {
    auto const begin = SteadyClock::now();
    auto const r = b.start(*b.subject.dies_early);
    expect_error(b, r, errc::exited_before_ready);
    require(since(begin) < b.subject.patience, "the end was not noticed, only the time limit");
    expect_words(b);
}

void expect_timeout(Bench& b, Workload const& workload) {
    b.prepare(workload); // its time does not count
    auto const begin = SteadyClock::now();
    auto const r = b.start(workload, {}, short_wait);
    auto const took = since(begin);
    expect_error(b, r, errc::ready_timeout);
    require(took >= short_wait, "given up after " + std::to_string(took.count()) + " ms");
    require(took < short_wait + milliseconds(3000),
        "given up only after " + std::to_string(took.count()) + " ms");
}

void never_listening_is_bounded(Bench& b) {
    expect_timeout(b, *b.subject.never_listens);
}
void never_answering_is_bounded(Bench& b) {
    expect_timeout(b, *b.subject.never_answers);
}

void wrong_answer_is_refused(Bench& b) {
    auto const r = b.start(*b.subject.wrong_answer);
    expect_error(b, r, errc::wrong_answer);
    require(b.context.diagnostics.expected == b.subject.wrong_answer->expected(),
        "the diagnostics do not say what was expected");
}

void wrong_output_is_refused(Bench& b) {
    Altered const workload(*b.subject.program, true);
    expect_error(b, b.start(workload), errc::wrong_answer);
    require(b.context.diagnostics.expected == workload.expected(), "the diagnostics do not say what was expected");
}

void failing_program_is_told(Bench& b) {
    auto const r = b.start(*b.subject.failing_program);
    expect_error(b, r, errc::command_failed);
    expect_words(b);
}

void hanging_program_is_killed(Bench& b) {
    expect_timeout(b, *b.subject.hanging_program);
}

// One of the offered workloads, made for no target at all.
void unsupported_is_told(Bench& b) {
    Altered const workload(program_or_service(b.subject), false);
    expect_error(b, b.start(workload), errc::unsupported);
}

void a_failure_is_over(Bench& b) {
    auto const failed = b.start(*b.subject.dies_early);
    require(failed.error.failed(), "the start of what dies early succeeded");
    b.stopped(*b.started(*b.subject.service));
}

// Whatever the error does to the start, nothing is left (which perform() looks at), and an error comes without an instance.
void each_port_call_fails(Bench& b) {
    constexpr std::size_t enough = 40; // a slow start makes as many calls as it takes time
    for (std::size_t n = 0; n < enough; ++n) {
        FailCount count(n, asio::error::broken_pipe);
        Bench failing(b.subject, &count);
        auto const r = failing.start(*b.subject.service);
        auto const when = ", when " + count.failed_call() + ", call " + std::to_string(n) + ", failed";
        require(r.error.failed() == (r.value == nullptr),
            (r.error ? "an instance came with the error" : std::string("it succeeded without an instance")) + when);
        if (!count.fired()) return;
    }
}

} // namespace

std::vector<Check> failure_checks() {
    using S = ContractSubject;
    return {
        {"failure: a missing artifact is artifact_missing", {&S::missing}, missing_artifact},
        {"failure: an early death is told, with its last words", {&S::dies_early}, early_death_is_told},
        {"failure: a server that never listens is given up in time", {&S::never_listens},
            never_listening_is_bounded},
        {"failure: a server that never answers is given up in time", {&S::never_answers},
            never_answering_is_bounded},
        {"failure: a wrong answer is wrong_answer", {&S::wrong_answer}, wrong_answer_is_refused},
        {"failure: a workload for none of its targets is unsupported", {}, unsupported_is_told},
        {"failure: any call of a port that fails leaves nothing", {&S::service}, each_port_call_fails},
        {"failure: the context can be used again after one", {&S::dies_early, &S::service}, a_failure_is_over},
    };
}

std::vector<Check> program_failure_checks() {
    using S = ContractSubject;
    return {
        {"failure: a wrong output of a program is wrong_answer", {&S::program}, wrong_output_is_refused},
        {"failure: a program that fails is command_failed, with its last words", {&S::failing_program},
            failing_program_is_told},
        {"failure: a program that hangs is killed in time", {&S::hanging_program}, hanging_program_is_killed},
    };
}

} // namespace wasmbench::testing::detail
