#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/timeline.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace wasmbench {

/// How an instance is ended: asked politely (SIGTERM or the runtime's own way), killed after `grace`.
struct StopPolicy {
    std::chrono::milliseconds grace{2000};
};

/// A started workload that has answered correctly once.
///
/// Lifetime: the destructor kills and reaps everything that belongs to it, without asking; async_stop asks
/// first. It must not outlive the RunContext it was started with. Thread safety: used from the context's
/// executor only.
class Instance {
public:
    Instance() = default;
    Instance(Instance const&) = delete;
    Instance& operator=(Instance const&) = delete;
    virtual ~Instance() = default;

    /// Where it is reached. Constant over its life, as are the next two.
    virtual Endpoint const& endpoint() const noexcept = 0;
    /// What it consists of; without roots when it runs in the harness.
    virtual ProcessTree const& processes() const noexcept = 0;
    /// The moments of its start.
    virtual Timeline const& timeline() const noexcept = 0;

    /// void(error_code, ExitReport). A second stop gives the same report again. Errors: leaked_processes.
    /// Terminal cancellation kills at once and completes with operation_aborted. The instance must live until
    /// completion.
    template <asio::completion_token_for<void(error_code, ExitReport)> Token>
    auto async_stop(StopPolicy policy, Token&& token) {
        return asio::async_initiate<Token, void(error_code, ExitReport)>(
            [this](auto handler, StopPolicy p) { do_stop(p, std::move(handler)); }, token, policy);
    }

private:
    virtual void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)>) = 0;
};

using InstancePtr = std::unique_ptr<Instance>;

} // namespace wasmbench
