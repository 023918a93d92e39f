#include "process_instance.hpp"

#include <wasmbench/adapters/common/deadline.hpp>
#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/core/process_table.hpp>

#include <boost/asio/this_coro.hpp>

namespace wasmbench::adapters {

ProcessInstance::ProcessInstance(RunContext& context, std::unique_ptr<Child> child, Role role, int stop_signal)
    : context_(context)
    , child_(std::move(child))
    , stop_signal_(stop_signal) {
    auto root = child_->identity();
    root.role = role;
    processes_.roots.push_back(root);
    timeline_.mark(marks::launch, child_->launched_at());
    timeline_.mark(marks::spawned, child_->spawned_at());
    timeline_.ends(StartPhase::spawn, child_->spawned_at());
}

ProcessInstance::~ProcessInstance() = default; // Child's destructor ends the whole tree

void ProcessInstance::do_stop(
    StopPolicy policy, asio::any_completion_handler<void(error_code, ExitReport)> handler) {
    auto operation = [](RunContext& context, Child& child, int stop_signal,
                         StopPolicy p) -> asio::awaitable<Result<ExitReport>> {
        auto wait = [&child]() -> asio::awaitable<Result<ExitReport>> {
            error_code ec;
            auto report = co_await child.async_wait(asio::redirect_error(asio::use_awaitable, ec));
            if (ec) co_return Failure{ec, {}};
            co_return report;
        };
        if (!child.exited()) {
            child.signal(stop_signal);
            co_await until(context, context.clock.now() + p.grace, wait());
        }
        bool const aborted =
            (co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none;
        auto const survivors = child.kill_tree();
        auto report = child.exited().value_or(ExitReport{});
        if (aborted) co_return Failure{asio::error::operation_aborted, {}};
        if (!survivors.empty()) {
            Diagnostics d;
            d.stage = "stop";
            for (auto const& s : survivors)
                d.subject += (d.subject.empty() ? "pid " : ", ") + std::to_string(s.pid);
            d.remedy = "end them by hand; a process that cannot be killed usually waits for a disk or device";
            co_return Failure{errc::leaked_processes, std::move(d)};
        }
        co_return report;
    };
    complete_with(context_, operation(context_, *child_, stop_signal_, policy), std::move(handler));
}

} // namespace wasmbench::adapters
