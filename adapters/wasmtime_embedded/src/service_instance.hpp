#pragma once

#include "service.hpp"

#include <wasmbench/core/instance.hpp>

#include <memory>

namespace wasmbench::adapters::wasmtime_embedded {

/// A service in this process. It has no process of its own, so its ProcessTree is empty.
class ServiceInstance final : public Instance {
public:
    /// Starts `job` on a thread. `context` must outlive the instance.
    ServiceInstance(RunContext& context, std::shared_ptr<Service> job);
    ~ServiceInstance() override;

    Endpoint const& endpoint() const noexcept override { return endpoint_; }
    ProcessTree const& processes() const noexcept override { return processes_; }
    Timeline const& timeline() const noexcept override { return timeline_; }

    Timeline& timeline() noexcept { return timeline_; }
    Worker& worker() noexcept { return *worker_; }
    void set_endpoint(HttpEndpoint e) { endpoint_ = std::move(e); }

private:
    void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)>) override;
    asio::awaitable<Result<ExitReport>> stop(StopPolicy policy);

    RunContext& context_;
    std::shared_ptr<Service> job_;
    Endpoint endpoint_;
    ProcessTree processes_;
    Timeline timeline_;
    std::unique_ptr<Worker> worker_;
    std::optional<ExitReport> report_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
