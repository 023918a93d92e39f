#include "start.hpp"

#include "wasmcloud_instance.hpp"

#include <wasmbench/adapters/common/await_ready.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace wasmbench::adapters::wasmcloud {
namespace {

constexpr auto program_grace = std::chrono::seconds(2);

asio::awaitable<Result<std::string>> await_answer(
    RunContext& context, Start const& s, HttpEndpoint const& endpoint, TimePoint begin, WasmcloudInstance& instance) {
    std::string body;
    auto& lattice = instance.lattice();
    ReadyWatch watch;
    watch.ended = [&lattice] { return lattice.ended() || lattice.progress().failure; };
    watch.owners.push_back(lattice.host());
    watch.body = &body;
    ReadinessPolicy policy;
    // A program answers when it has run: nobody is asked again meanwhile.
    if (!s.settings.service) policy.attempt_limit = s.spec.ready_within;
    Timeline answered;
    using namespace asio::experimental::awaitable_operators;
    // Without an exception of its own: two at once become one of another type.
    auto keep_linked = [&lattice]() -> asio::awaitable<void> {
        try {
            co_await lattice.keep_linked();
        } catch (boost::system::system_error const&) {
        }
    };
    auto first =
        co_await (await_ready(context, endpoint, s.spec, begin, watch, answered, policy) || keep_linked());
    auto const state = co_await asio::this_coro::cancellation_state;
    if (first.index() != 0 || state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    auto ready = std::move(std::get<0>(first));
    lattice.progress().mark(instance.timeline());
    for (auto const& m : answered.all()) instance.timeline().mark(m.name, m.at);
    if (ready) co_return body;
    auto failure = ready.error();
    if (lattice.ended()) co_return failure;
    if (lattice.progress().failure) {
        failure.code = errc::command_failed;
        failure.diagnostics.stage = "deploy";
        failure.diagnostics.stderr_tail = *lattice.progress().failure;
    } else if (failure.code == errc::ready_timeout && !body.empty()) {
        failure.diagnostics.subject += ", " + excerpt(body); // the HTTP server's error page: it is in no log
    }
    co_return failure;
}

asio::awaitable<Result<void>> start_and_wait(RunContext& context, Start& s, WasmcloudInstance& instance) {
    auto& lattice = instance.lattice();
    auto& timeline = instance.timeline();
    Timeline before;
    bool const whole = s.settings.cold == Cold::lattice;
    auto const begin = context.clock.now();
    auto up = co_await lattice.bring_up(begin + s.spec.ready_within, whole ? timeline : before);
    if (!up) co_return up.error();

    auto endpoint = local_endpoint(context, s.settings.port);
    if (!endpoint) co_return endpoint.error();
    s.application.port = endpoint->port;
    if (!whole) {
        auto const now = context.clock.now();
        timeline.mark(marks::launch, now);
        timeline.ends(StartPhase::engine_start, now); // before the launch
    }
    auto const launched_at = *timeline.at(marks::launch);
    auto deployed = co_await lattice.deploy(s.application, launched_at + s.spec.ready_within, timeline);
    if (!deployed) co_return deployed.error();
    if (!whole) timeline.mark(marks::spawned, *timeline.at("deployed")); // the call that launches has returned
    auto answered = co_await await_answer(context, s, *endpoint, launched_at, instance);
    if (!answered) co_return answered.error();
    instance.set_processes(lattice.processes());
    if (s.settings.service) {
        instance.set_endpoint(*endpoint);
        co_return Result<void>{};
    }
    // A program has ended when it has answered, and what it used is known when its host has ended.
    auto report = co_await lattice.take_down(program_grace);
    if (!report) co_return report.error();
    report->ended_at = *timeline.at(marks::ready);
    instance.set_endpoint(CommandEndpoint{std::move(*answered), *report});
    co_return Result<void>{};
}

} // namespace

asio::awaitable<Result<InstancePtr>> run_start(RunContext& context, NatsPort& nats, Start s) {
    auto lattice = std::make_unique<Lattice>(context, nats, s.lattice);
    auto instance = std::make_unique<WasmcloudInstance>(context, std::move(lattice));
    auto outcome = co_await start_and_wait(context, s, *instance);
    if (!outcome) co_return co_await instance->lattice().explained(outcome.error());
    co_return InstancePtr(std::move(instance));
}

} // namespace wasmbench::adapters::wasmcloud
