#include "docker_instance.hpp"

#include "cgroup.hpp"
#include "container_processes.hpp"

#include <wasmbench/adapters/common/deadline.hpp>
#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/core/process_table.hpp>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <fstream>

namespace wasmbench::adapters::docker {
namespace {

// For what ends by itself once its container has: the shim, the proxy, `docker run`.
constexpr auto followers_limit = std::chrono::seconds(3);

} // namespace

AccountGroup::~AccountGroup() {
    remove_cgroup(path_);
}

DockerInstance::DockerInstance(RunContext& context, std::unique_ptr<AccountGroup> account,
    std::shared_ptr<BuiltImage> image, std::unique_ptr<Container> container)
    : context_(context)
    , account_(std::move(account))
    , image_(std::move(image))
    , container_(std::move(container)) {}

DockerInstance::~DockerInstance() = default; // each member ends its own

void DockerInstance::set_processes(ContainerState const& state) {
    auto const& plan = container_->plan();
    processes_ = container_processes(state, container_->engine().client.listener_pid(),
        plan.settings.network == Network::published ? plan.port : std::uint16_t{0});
    if (!cli_) return;
    auto client = cli_->identity();
    client.role = Role::runtime_host;
    processes_.roots.push_back(client);
    processes_.parts.push_back({"docker run", client});
}

ResourceUsage DockerInstance::usage() const {
    ResourceUsage u;
    auto const group = account_ ? std::optional(account_->path()) : processes_.cgroup;
    if (!group) return u;
    if (auto const cpu = cgroup_cpu(*group)) {
        u.user_seconds = cpu->user_seconds;
        u.system_seconds = cpu->system_seconds;
    }
    return u;
}

void DockerInstance::write_logs(ContainerOutput const& output) const {
    if (!context_.log_stem || cli_) return; // the client's are the container's
    auto const stem = context_.log_stem->string();
    std::ofstream(stem + ".out", std::ios::binary) << output.out;
    std::ofstream(stem + ".err", std::ios::binary) << output.err;
}

asio::awaitable<Result<void>> DockerInstance::processes_gone() {
    auto const deadline = context_.clock.now() + followers_limit;
    for (;;) {
        std::string left;
        for (auto const& p : processes_.roots)
            if (p.role != Role::shared_daemon && alive(p))
                left += (left.empty() ? "pid " : ", ") + std::to_string(p.pid);
        if (left.empty()) co_return Result<void>{};
        auto const now = context_.clock.now();
        if (now >= deadline) {
            Diagnostics d;
            d.stage = "stop";
            d.subject = left;
            d.remedy = "end them by hand; a process that cannot be killed usually waits for a disk or device";
            co_return Failure{errc::leaked_processes, std::move(d)};
        }
        co_await context_.clock.async_wait_until(
            context_.executor, now + std::chrono::milliseconds(2), asio::use_awaitable);
    }
}

asio::awaitable<Result<ExitReport>> DockerInstance::end_service(StopPolicy policy) {
    ExitReport report;
    report.usage = usage();
    // A refusal here means that it has ended by itself, which the wait tells.
    co_await container_->kill("SIGTERM");
    auto code = co_await container_->wait(std::max<Duration>(policy.grace, std::chrono::milliseconds(1)));
    if (!code && code.error().code == asio::error::timed_out) {
        report.forced = true;
        co_await container_->kill("SIGKILL");
        code = co_await container_->wait(container_->engine().limit);
    }
    report.ended_at = context_.clock.now();
    if (!code) co_return code.error();
    set_exit(report, *code);
    if (context_.log_stem) {
        auto output = co_await container_->output();
        if (output) write_logs(*output);
    }
    co_return report;
}

asio::awaitable<Result<ExitReport>> DockerInstance::stop(StopPolicy policy) {
    if (report_) co_return *report_;
    Result<ExitReport> ended = Failure{};
    bool threw = false;
    try {
        ended = co_await end_service(policy);
    } catch (std::exception const&) {
        threw = true; // a cancellation: everything is killed now
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto const removed = co_await container_->remove();
    auto gone = co_await processes_gone();
    if (cli_) cli_->kill_tree(); // it has ended with its container; this reaps what is left of it
    if (threw) co_return Failure{asio::error::operation_aborted, {}};
    if (!ended) co_return ended.error();
    report_ = *ended;
    if (!removed) co_return removed.error();
    if (!gone) co_return gone.error();
    co_return *report_;
}

void DockerInstance::do_stop(
    StopPolicy policy, asio::any_completion_handler<void(error_code, ExitReport)> handler) {
    complete_with(context_, stop(policy), std::move(handler));
}

} // namespace wasmbench::adapters::docker
