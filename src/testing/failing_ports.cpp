#include <wasmbench/testing/failing_ports.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>

#include <memory>
#include <utility>

namespace wasmbench::testing {
namespace {

// Completes as a port does: through the handler's executor, not inside the call.
template <class Handler, class... Values>
void complete(asio::any_io_executor const& executor, Handler handler, error_code ec, Values... values) {
    auto target = asio::get_associated_executor(handler, executor);
    auto call = [h = std::move(handler), ec, ... v = std::move(values)]() mutable {
        std::move(h)(ec, std::move(v)...);
    };
    asio::post(executor, asio::bind_executor(target, std::move(call)));
}

class FailingChild final : public Child {
public:
    FailingChild(std::unique_ptr<Child> inner, asio::any_io_executor executor, FailCount& count)
        : inner_(std::move(inner))
        , executor_(std::move(executor))
        , count_(count) {}

    ProcessIdentity const& identity() const noexcept override { return inner_->identity(); }
    TimePoint launched_at() const noexcept override { return inner_->launched_at(); }
    TimePoint spawned_at() const noexcept override { return inner_->spawned_at(); }
    std::optional<ExitReport> exited() const override { return inner_->exited(); }
    std::string output() const override { return inner_->output(); }
    std::string error_output() const override { return inner_->error_output(); }
    std::vector<ProcessIdentity> kill_tree() override { return inner_->kill_tree(); }

    error_code signal(int number) override {
        if (auto ec = count_.next("signal")) return ec;
        return inner_->signal(number);
    }

private:
    void do_wait(asio::any_completion_handler<void(error_code, ExitReport)> handler) override {
        if (auto ec = count_.next("wait"))
            complete(executor_, std::move(handler), ec, ExitReport{});
        else
            inner_->async_wait(std::move(handler));
    }

    std::unique_ptr<Child> inner_;
    asio::any_io_executor executor_;
    FailCount& count_;
};

class FailingConnection final : public Connection {
public:
    FailingConnection(std::unique_ptr<Connection> inner, asio::any_io_executor executor, FailCount& count)
        : inner_(std::move(inner))
        , executor_(std::move(executor))
        , count_(count) {}

private:
    using Handler = asio::any_completion_handler<void(error_code, std::size_t)>;

    void do_read_some(asio::mutable_buffer buffer, Handler handler) override {
        if (auto ec = count_.next("read"))
            complete(executor_, std::move(handler), ec, std::size_t{0});
        else
            inner_->async_read_some(buffer, std::move(handler));
    }
    void do_write(asio::const_buffer buffer, Handler handler) override {
        if (auto ec = count_.next("write"))
            complete(executor_, std::move(handler), ec, std::size_t{0});
        else
            inner_->async_write(buffer, std::move(handler));
    }

    std::unique_ptr<Connection> inner_;
    asio::any_io_executor executor_;
    FailCount& count_;
};

} // namespace

Result<std::unique_ptr<Child>> FailingLauncher::launch(
    asio::any_io_executor executor, Command const& command) {
    if (auto ec = count_.next("launch")) {
        Diagnostics d;
        d.stage = "launch";
        d.subject = command.program.string();
        return Failure{ec, std::move(d)};
    }
    auto child = inner_.launch(executor, command);
    if (!child) return child.error();
    return std::unique_ptr<Child>(
        std::make_unique<FailingChild>(std::move(*child), std::move(executor), count_));
}

Result<std::uint16_t> FailingConnector::free_port(std::string const& host) {
    if (auto ec = count_.next("free_port")) {
        Diagnostics d;
        d.stage = "find a free port";
        d.subject = host;
        return Failure{ec, std::move(d)};
    }
    return inner_.free_port(host);
}

void FailingConnector::do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) {
    if (auto ec = count_.next("connect")) {
        complete(executor, std::move(handler), ec, std::unique_ptr<Connection>{});
        return;
    }
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto target = asio::get_associated_executor(handler, executor);
    auto wrap = [h = std::move(handler), executor, &count = count_](
                    error_code ec, std::unique_ptr<Connection> c) mutable {
        if (c) c = std::make_unique<FailingConnection>(std::move(c), executor, count);
        std::move(h)(ec, std::move(c));
    };
    inner_.async_connect(executor, std::move(endpoint),
        asio::bind_cancellation_slot(slot, asio::bind_executor(target, std::move(wrap))));
}

} // namespace wasmbench::testing
