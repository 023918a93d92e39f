#include "contract_bench.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wasmbench::testing::detail {

void require(bool holds, std::string const& what) {
    if (!holds) throw CheckFailed(what);
}

Bench::Bench(ContractSubject const& s, FailCount* c)
    : subject(s)
    , count(c)
    , real_launcher(make_posix_launcher())
    , real_connector(make_tcp_connector())
    , counted_launcher(c ? std::make_unique<FailingLauncher>(*real_launcher, *c) : nullptr)
    , counted_connector(c ? std::make_unique<FailingConnector>(*real_connector, *c) : nullptr)
    , launcher(c ? *counted_launcher : *real_launcher)
    , connector(c ? *counted_connector : *real_connector)
    , clock(make_system_clock())
    , scratch(s.files)
    , context{io.get_executor(), launcher, connector, *clock, scratch.path(), {}, {}, {}}
    , runtime(s.make()) {}

Outcome<Prepared> Bench::prepare(Workload const& workload, Cancel cancel) {
    return run<Prepared>(
        "prepare",
        [&](auto token) {
            runtime->async_prepare(context, PrepareSpec{&workload, subject.options}, std::move(token));
        },
        cancel);
}

Outcome<InstancePtr> Bench::start(
    Workload const& workload, Cancel cancel, std::optional<std::chrono::milliseconds> ready_within) {
    auto prepared = prepare(workload);
    if (prepared.error) return {prepared.error, nullptr};
    StartSpec spec{
        &workload, subject.options, std::move(prepared.value), ready_within.value_or(subject.patience)};
    return run<InstancePtr>(
        "start", [&](auto token) { runtime->async_start(context, std::move(spec), std::move(token)); },
        cancel);
}

InstancePtr Bench::started(Workload const& workload) {
    auto r = start(workload);
    require(!r.error, "start: " + line(r.error));
    require(r.value != nullptr, "start completed without an error and without an instance");
    return std::move(r.value);
}

Outcome<ExitReport> Bench::stop(Instance& instance, std::chrono::milliseconds grace, Cancel cancel) {
    return run<ExitReport>(
        "stop", [&](auto token) { instance.async_stop(StopPolicy{grace}, std::move(token)); }, cancel);
}

ExitReport Bench::stopped(Instance& instance) {
    auto r = stop(instance, std::chrono::seconds(1));
    require(!r.error, "stop: " + line(r.error));
    return r.value;
}

std::string Bench::line(error_code ec) const {
    return to_line(Failure{ec, context.diagnostics});
}

std::shared_ptr<void> Bench::arm(asio::cancellation_signal& signal, Cancel cancel) {
    auto emit = [&signal] { signal.emit(asio::cancellation_type::terminal); };
    if (cancel.when == Cancel::When::after) {
        auto timer = std::make_shared<asio::steady_timer>(io, cancel.delay);
        timer->async_wait([emit](error_code ec) {
            if (!ec) emit();
        });
        return timer;
    }
    if (cancel.when == Cancel::When::when_processes_exist) {
        context.on_processes = [this, emit](ProcessTree const&) { asio::post(io, emit); };
        return {this, [this](void*) { context.on_processes = {}; }};
    }
    if (cancel.when == Cancel::When::at_call) {
        count->do_then([this, emit] { asio::post(io, emit); });
        return {this, [this](void*) { count->do_then({}); }};
    }
    return nullptr;
}

void Bench::drive(std::string const& what, std::function<bool()> const& done) {
    auto const begin = SteadyClock::now();
    auto const limit = subject.patience + std::chrono::seconds(10);
    io.restart();
    while (!done()) {
        auto const left = limit - since(begin);
        if (left.count() <= 0 || io.run_one_for(left) == 0)
            throw CheckFailed(
                what + " did not complete within " + std::to_string(since(begin).count()) + " ms");
    }
}

Workload const& program_or_service(ContractSubject const& subject) {
    if (subject.program) return *subject.program;
    if (subject.service) return *subject.service;
    throw NotApplicable("ContractSubject::program and ContractSubject::service are null");
}

Belongings belongings() {
    Belongings b;
    auto const self = identify(::getpid());
    for (auto const& p : descendants({*self}))
        if (p.pid != self->pid) b.processes.push_back(p);
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) b.zombie = info.si_pid != 0;
    return b;
}

std::size_t open_descriptors() {
    constexpr int highest = 4096; // far above what a test has open
    std::size_t n = 0;
    for (int fd = 0; fd < highest; ++fd)
        if (::fcntl(fd, F_GETFD) != -1) ++n;
    return n;
}

} // namespace wasmbench::testing::detail
