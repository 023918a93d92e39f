#pragma once

#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/core/instance.hpp>
#include <wasmbench/core/run_context.hpp>

#include <utility>

namespace wasmbench::adapters::wasmtime_embedded {

/// A program that has run to its end in this process.
class CommandInstance final : public Instance {
public:
    CommandInstance(RunContext& context, CommandEndpoint endpoint, Timeline timeline)
        : context_(context)
        , report_(endpoint.exit)
        , endpoint_(std::move(endpoint))
        , timeline_(std::move(timeline)) {}

    Endpoint const& endpoint() const noexcept override { return endpoint_; }
    ProcessTree const& processes() const noexcept override { return processes_; }
    Timeline const& timeline() const noexcept override { return timeline_; }

private:
    void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)> handler) override {
        auto ended = [](ExitReport report) -> asio::awaitable<Result<ExitReport>> { co_return report; };
        complete_with(context_, ended(report_), std::move(handler));
    }

    RunContext& context_;
    ExitReport report_;
    Endpoint endpoint_;
    ProcessTree processes_;
    Timeline timeline_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
