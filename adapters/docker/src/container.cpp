#include "container.hpp"

#include "container_processes.hpp"
#include "removal.hpp"
#include "shielded.hpp"

#include <algorithm>

namespace wasmbench::adapters::docker {

Container::Container(
    Engine engine, ContainerPlan plan, std::filesystem::path build_from, Duration removal_limit)
    : engine_(std::move(engine))
    , plan_(std::move(plan))
    , build_from_(std::move(build_from))
    , removal_limit_(removal_limit)
    , life_(!build_from_.empty()) {}

Container::~Container() {
    life_.end();
    if (life_.next() != Lifecycle::Step::finished) run_blocking(remove(), removal_limit_);
}

Duration Container::until(RunContext const& context, TimePoint deadline) const {
    return std::clamp<Duration>(
        deadline - context.clock.now(), std::chrono::milliseconds(1), Duration(engine_.limit));
}

asio::awaitable<Result<void>> Container::perform(Lifecycle::Step step, Duration limit) {
    using Step = Lifecycle::Step;
    if (step == Step::build) {
        auto built = co_await build_image(engine_, plan_.image, build_from_, plan_.labels, limit);
        if (!built) co_return built.error();
        co_return Result<void>{};
    }
    bool const create = step == Step::create;
    auto request = create ? create_request(engine_.api, plan_) : start_request(engine_.api, plan_.name);
    std::string stage = create ? "create the container" : "start the container";
    auto answer =
        co_await call_ok(engine_, std::move(request), limit, errc::command_failed, std::move(stage));
    if (answer) {
        if (create) id_ = parse_id(answer->body).value_or("");
        co_return Result<void>{};
    }
    auto failure = answer.error();
    if (create && failure.code == errc::command_failed && failure.diagnostics.exit == "status 404") {
        failure.code = errc::wrong_temperature;
        failure.diagnostics.expected = "the image of the prepare step to be present";
    }
    co_return failure;
}

asio::awaitable<Result<void>> Container::bring_up(
    RunContext& context, TimePoint deadline, Timeline& timeline) {
    using Step = Lifecycle::Step;
    for (;;) {
        auto const step = life_.next();
        if (step == Step::run) co_return Result<void>{};
        if (step != Step::build && step != Step::create && step != Step::start) break;
        life_.asked();
        auto done = co_await shielded(perform(step, until(context, deadline)));
        if (!done) {
            auto failure = done.error();
            if (failure.code == asio::error::timed_out && context.clock.now() >= deadline)
                failure.code = errc::ready_timeout;
            co_return failure;
        }
        life_.succeeded();
        auto const now = context.clock.now();
        if (step == Step::build) {
            timeline.mark("image_built", now);
            timeline.part_ends(StartPhase::spawn, now, "build");
        }
        if (step == Step::create) {
            timeline.mark("container_created", now);
            timeline.part_ends(StartPhase::spawn, now, "create");
        }
        if (step == Step::start) {
            timeline.ends(StartPhase::spawn, now, "start");
            timeline.mark(marks::spawned, now); // the call that launches it has returned
            timeline.mark("container_started", now);
        }
    }
    co_return Failure{asio::error::operation_aborted, {}};
}

asio::awaitable<Result<int>> Container::wait(Duration limit) const {
    constexpr char const* stage = "wait for the container";
    auto const request = wait_request(engine_.api, plan_.name);
    auto answer = co_await call_ok(engine_, request, limit, errc::command_failed, stage);
    if (!answer) co_return answer.error();
    auto const code = parse_exit_code(answer->body);
    if (!code) co_return misunderstood(stage, request, *answer);
    co_return *code;
}

asio::awaitable<Result<ContainerState>> Container::inspect() const {
    constexpr char const* stage = "look at the container";
    auto const request = inspect_request(engine_.api, plan_.name);
    auto answer = co_await call_ok(engine_, request, engine_.limit, errc::command_failed, stage);
    if (!answer) co_return answer.error();
    auto state = parse_state(answer->body);
    if (!state) co_return misunderstood(stage, request, *answer);
    co_return std::move(*state);
}

asio::awaitable<Result<ContainerOutput>> Container::output() const {
    constexpr char const* stage = "read the container's output";
    auto const request = logs_request(engine_.api, plan_.name);
    auto answer = co_await call_ok(engine_, request, engine_.limit, errc::command_failed, stage);
    if (!answer) co_return answer.error();
    co_return demultiplex(answer->body);
}

asio::awaitable<Result<void>> Container::kill(std::string signal) const {
    auto answer = co_await call_ok(engine_, kill_request(engine_.api, plan_.name, signal), engine_.limit,
        errc::command_failed, "end the container");
    if (!answer) co_return answer.error();
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Container::remove() {
    auto removed = co_await remove_owed(engine_, life_, plan_.name, plan_.image);
    if (!removed) kill_orphans_of(id_); // the engine does not do it any more
    co_return removed;
}

void set_exit(ExitReport& report, int exit_code) {
    if (exit_code > 128 && exit_code <= 128 + 64)
        report.signal = exit_code - 128;
    else
        report.exit_code = exit_code;
}

std::string describe_end(ContainerState const& state) {
    ExitReport report;
    set_exit(report, state.exit_code);
    return report.describe() + (state.out_of_memory ? ", out of memory" : "");
}

} // namespace wasmbench::adapters::docker
