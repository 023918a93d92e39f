#pragma once

#include "lattice_script.hpp"
#include "nats_port.hpp"

#include <wasmbench/testing/fail_count.hpp>
#include <wasmbench/testing/fake_clock.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wasmbench::tests {

/// A NatsPort in virtual time: answers come 1 ms after the request, the events of an order 10 ms apart. Calls that
/// count: "nats connect", "nats subscribe", "nats request". `clock` and `count` must outlive it and its connections.
class FakeNats final : public adapters::wasmcloud::NatsPort {
public:
    struct State {
        LatticeScript script;
        std::vector<std::string> requests; ///< by name
        std::vector<std::string> data;     ///< of each
        std::function<void(std::string const& name)> on_request = {};
        int open = 0;
    };

    FakeNats(testing::FakeClock& clock, std::shared_ptr<State> state, testing::FailCount* count = nullptr)
        : clock_(clock)
        , state_(std::move(state))
        , count_(count) {}

    Result<std::unique_ptr<adapters::wasmcloud::NatsConnection>> connect(
        asio::any_io_executor executor, std::uint16_t port) override;

private:
    testing::FakeClock& clock_;
    std::shared_ptr<State> state_;
    testing::FailCount* count_;
};

} // namespace wasmbench::tests
