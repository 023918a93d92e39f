#include "service_instance.hpp"

#include <wasmbench/core/coroutine.hpp>

#include <boost/asio/this_coro.hpp>

namespace wasmbench::adapters::wasmtime_embedded {

ServiceInstance::ServiceInstance(RunContext& context, std::shared_ptr<Service> job)
    : context_(context)
    , job_(std::move(job)) {
    timeline_.mark(marks::launch, context.clock.now());
    worker_ =
        std::make_unique<Worker>(context, [job = job_](Worker::Notice const& notice) { job->run(notice); });
    timeline_.mark(marks::spawned, context.clock.now());
}

ServiceInstance::~ServiceInstance() {
    job_->interrupt();
}

void ServiceInstance::do_stop(
    StopPolicy policy, asio::any_completion_handler<void(error_code, ExitReport)> handler) {
    complete_with(context_, stop(policy), std::move(handler));
}

// A handler component imports nothing, so it cannot sit in a call of the host: once interrupted, it ends.
asio::awaitable<Result<ExitReport>> ServiceInstance::stop(StopPolicy policy) {
    if (report_) co_return *report_;
    job_->stop();
    ExitReport report;
    bool aborted = false;
    try {
        report.forced = !co_await worker_->wait(context_.clock.now() + policy.grace);
    } catch (boost::system::system_error const&) {
        aborted = true;
    }
    job_->interrupt();
    worker_.reset(); // joins
    report.exit_code = 0;
    report.usage = job_->usage();
    report.ended_at = context_.clock.now();
    report_ = report;
    if (aborted) throw boost::system::system_error(asio::error::operation_aborted);
    co_return report;
}

} // namespace wasmbench::adapters::wasmtime_embedded
