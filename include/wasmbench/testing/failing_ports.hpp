#pragma once

#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/testing/fail_count.hpp>

namespace wasmbench::testing {

// Decorators that pass every call on, except the one that the FailCount picks. `inner` and `count` must
// outlive the decorator and what comes of it. A call that is made to fail never reaches the inner port.

/// Calls that count: "launch", and of its children "wait" and "signal".
class FailingLauncher final : public Launcher {
public:
    /// Both must outlive it.
    FailingLauncher(Launcher& inner, FailCount& count)
        : inner_(inner)
        , count_(count) {}

    Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) override;

private:
    Launcher& inner_;
    FailCount& count_;
};

/// Calls that count: "free_port", "connect", and of its connections "write" and "read".
class FailingConnector final : public Connector {
public:
    /// Both must outlive it.
    FailingConnector(Connector& inner, FailCount& count)
        : inner_(inner)
        , count_(count) {}

    Result<std::uint16_t> free_port(std::string const& host) override;
    std::unique_ptr<ListenWatch> watch_listeners(asio::any_io_executor executor) override {
        return inner_.watch_listeners(std::move(executor));
    }

private:
    void do_connect(asio::any_io_executor, HttpEndpoint, Handler) override;

    Connector& inner_;
    FailCount& count_;
};

} // namespace wasmbench::testing
