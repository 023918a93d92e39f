#pragma once

#include "answering_server.hpp"

#include <wasmbench/core/core.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace wasmbench::plan {

/// A service whose right answer is AnsweringServer::body.
class FakeServiceWorkload final : public Workload {
public:
    std::string_view name() const noexcept override { return "service"; }
    std::string_view endpoint() const noexcept override { return "/"; }
    Capabilities needs() const noexcept override { return {Capability::http}; }
    std::optional<std::filesystem::path> artifact(std::string_view) const override { return std::nullopt; }
    Request request(std::uint64_t) const override { return {}; }
    bool answers(Request const&, std::string_view response) const override { return response == AnsweringServer::body; }
    std::string expected() const override { return "\"right\""; }
};

/// What becomes of one instance of FakeServices.
struct ServiceScript {
    error_code start_error;
    std::chrono::milliseconds start_takes{0};
    AnsweringServer::Script answers = [](std::size_t) { return Answer{}; };
    std::vector<ProcessPart> parts; ///< real processes, if a test looks after them
    bool nowhere = false; ///< its address cannot be asked at all
    error_code stop_error;
    std::chrono::milliseconds stop_takes{0};
};

/// A runtime whose instances are servers in this process, numbered from 0 in the order of their starts. Their processes'
/// pids are above every real one, so that a look into the real process table never finds them.
class FakeServices final : public Runtime {
public:
    static constexpr int first_pid = 1 << 24;

    std::function<ServiceScript(int instance)> script = [](int) { return ServiceScript{}; };
    /// Told the context of each start before it begins.
    std::function<void(int instance, RunContext const&)> at_start = [](int, RunContext const&) {};
    /// Told before an instance is asked to stop.
    std::function<void(int instance)> at_stop = [](int) {};

    std::atomic<int> starts{0}; ///< those that failed too; read by the servers' threads
    int alive = 0;
    std::vector<int> stopped;   ///< asked, and ended by that, in this order
    std::vector<int> destroyed; ///< ended without that, in this order

    std::string_view name() const noexcept override { return "services"; }
    Capabilities capabilities() const noexcept override { return {Capability::http, Capability::many_instances}; }
    Availability availability() const override { return Availability::yes("1.2.3"); }
    RowTraits describe(Workload const&, Options const&) const override { return {}; }

private:
    class Served final : public Instance {
    public:
        Served(FakeServices& owner, int number, ServiceScript script, asio::any_io_executor executor, TimePoint launched,
            TimePoint ready)
            : owner_(owner)
            , number_(number)
            , script_(std::move(script))
            , executor_(std::move(executor))
            , server_(script_.answers) {
            ++owner_.alive;
            endpoint_ = HttpEndpoint{script_.nowhere ? "" : "127.0.0.1", server_.port(), {}};
            processes_.roots = {{first_pid + number, 1, Role::workload}};
            processes_.parts = script_.parts;
            timeline_.mark(marks::launch, launched);
            timeline_.mark(marks::ready, ready);
        }
        ~Served() override {
            --owner_.alive;
            if (!stopped_) owner_.destroyed.push_back(number_);
        }
        Endpoint const& endpoint() const noexcept override { return endpoint_; }
        ProcessTree const& processes() const noexcept override { return processes_; }
        Timeline const& timeline() const noexcept override { return timeline_; }

    private:
        void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)> h) override {
            owner_.at_stop(number_);
            after(executor_, script_.stop_takes, std::move(h), [this](auto handler, error_code ec) {
                if (!ec) {
                    stopped_ = true;
                    owner_.stopped.push_back(number_);
                    ec = script_.stop_error;
                }
                std::move(handler)(ec, ExitReport{});
            });
        }

        FakeServices& owner_;
        int number_;
        ServiceScript script_;
        asio::any_io_executor executor_;
        AnsweringServer server_;
        Endpoint endpoint_;
        ProcessTree processes_;
        Timeline timeline_;
        bool stopped_ = false;
    };

    // Hands the handler to `finish` after a while, or with operation_aborted when it is cancelled.
    template <class Handler, class Finish>
    static void after(asio::any_io_executor executor, std::chrono::milliseconds takes, Handler handler, Finish finish) {
        auto timer = std::make_unique<asio::steady_timer>(std::move(executor), takes);
        auto& t = *timer;
        if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
            slot.assign([&t](asio::cancellation_type) { t.cancel(); });
        t.async_wait([timer = std::move(timer), h = std::move(handler), finish](error_code ec) mutable {
            if (auto slot = asio::get_associated_cancellation_slot(h); slot.is_connected()) slot.clear();
            finish(std::move(h), ec);
        });
    }

    void do_prepare(RunContext& context, PrepareSpec, PrepareHandler h) override {
        asio::post(context.executor, [h = std::move(h)]() mutable { std::move(h)(error_code{}, Prepared{}); });
    }

    void do_start(RunContext& context, StartSpec, StartHandler h) override {
        auto const number = starts++;
        at_start(number, context);
        auto how = script(number);
        auto const takes = how.start_takes;
        after(context.executor, takes, std::move(h),
            [this, number, how = std::move(how), &context, launched = context.clock.now()](auto handler, error_code ec) {
                InstancePtr instance;
                if (!ec) ec = how.start_error;
                if (ec)
                    context.diagnostics.subject = "instance " + std::to_string(number);
                else
                    instance = std::make_unique<Served>(
                        *this, number, how, context.executor, launched, context.clock.now());
                std::move(handler)(ec, std::move(instance));
            });
    }
};

} // namespace wasmbench::plan
