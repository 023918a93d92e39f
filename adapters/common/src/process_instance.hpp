#pragma once

#include <wasmbench/core/instance.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/run_context.hpp>

#include <csignal>
#include <memory>
#include <optional>

namespace wasmbench::adapters {

/// An instance that is one child process and what it started.
class ProcessInstance final : public Instance {
public:
    /// `context` must outlive the instance. `stop_signal`: by which do_stop asks it to end.
    ProcessInstance(RunContext& context, std::unique_ptr<Child> child, Role role, int stop_signal = SIGTERM);
    ~ProcessInstance() override;

    Endpoint const& endpoint() const noexcept override { return endpoint_; }
    ProcessTree const& processes() const noexcept override { return processes_; }
    Timeline const& timeline() const noexcept override { return timeline_; }

    Child& child() noexcept { return *child_; }
    Timeline& timeline() noexcept { return timeline_; }
    void set_endpoint(Endpoint e) { endpoint_ = std::move(e); }

private:
    void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)>) override;

    RunContext& context_;
    std::unique_ptr<Child> child_;
    int stop_signal_;
    Endpoint endpoint_;
    ProcessTree processes_;
    Timeline timeline_;
};

} // namespace wasmbench::adapters
