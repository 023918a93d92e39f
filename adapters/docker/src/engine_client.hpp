#pragma once

#include "engine_address.hpp"
#include "engine_answers.hpp"
#include "engine_requests.hpp"

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/time.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

namespace wasmbench::adapters::docker {

/// Calls the Engine API, each call on a connection of its own: a wait that is open for minutes then never stands
/// in another call's way, and a call that failed spoils no other. A copyable value; the calls run on the
/// executor of the coroutine that awaits them.
class EngineClient {
public:
    explicit EngineClient(EngineAddress address = {})
        : address_(std::move(address)) {}

    EngineAddress const& address() const noexcept { return address_; }

    /// One call and its whole answer, whatever its status. Errors: of the connection, protocol_error for what is
    /// not HTTP, timed_out after `limit`; each with the call and what to do. Terminal cancellation throws
    /// operation_aborted.
    asio::awaitable<Result<EngineAnswer>> call(EngineRequest request, Duration limit) const;

    /// The process that listens on the socket, as the kernel knows it (SO_PEERCRED): the engine, or an init
    /// that listens for it. Blocks for a connection attempt. nullopt over TCP, and where there is none.
    std::optional<int> listener_pid() const;

private:
    EngineAddress address_;
};

/// The failure that an answer with an error status is: the engine's words in stderr_tail.
Failure refusal(errc code, std::string stage, EngineRequest const& request, EngineAnswer const& answer);
/// An answer whose body is not what it should be.
Failure misunderstood(std::string stage, EngineRequest const& request, EngineAnswer const& answer);

} // namespace wasmbench::adapters::docker
