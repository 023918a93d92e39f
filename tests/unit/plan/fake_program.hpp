#pragma once

#include <wasmbench/core/core.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wasmbench::plan {

/// A program whose right answer is "right".
class FakeProgram final : public Workload {
public:
    explicit FakeProgram(std::string name)
        : name_(std::move(name)) {}
    std::string_view name() const noexcept override { return name_; }
    Capabilities needs() const noexcept override { return {Capability::command}; }
    std::optional<std::filesystem::path> artifact(std::string_view) const override { return std::nullopt; }
    Request request(std::uint64_t) const override { return {}; }
    bool answers(Request const&, std::string_view response) const override { return response == "right"; }
    std::string expected() const override { return "right"; }

private:
    std::string name_;
};

/// What one start of FakeRuntime does.
struct FakeStart {
    error_code error;
    std::chrono::milliseconds takes{0};
    std::optional<double> shows = {}; ///< seconds from launch to ready as its timeline says, whatever it takes
};

/// A runtime without processes: starts end as `behaviour` says, with an exit status of 0 and 2 s of CPU time.
class FakeRuntime final : public Runtime {
public:
    explicit FakeRuntime(std::string name)
        : name_(std::move(name)) {}

    std::function<FakeStart(int start)> behaviour = [](int) { return FakeStart{}; };
    Availability available = Availability::yes("1.2.3");
    Capabilities can{Capability::command};
    std::string why_it_lacks; ///< whatever it is
    int starts = 0;
    int alive = 0; ///< instances that were not destroyed
    std::vector<std::filesystem::path> scratch;

    std::string_view name() const noexcept override { return name_; }
    Capabilities capabilities() const noexcept override { return can; }
    std::string why_not(Capability) const override { return why_it_lacks; }
    Availability availability() const override { return available; }
    RowTraits describe(Workload const&, Options const& options) const override {
        if (options.count("bad") != 0)
            throw Error(errc::invalid_option, {"options", "bad", {}, {}, {}, {}, {}});
        RowTraits t;
        t.cache = options.count("cache") != 0 ? options.at("cache") : "none";
        return t;
    }

private:
    class Done final : public Instance {
    public:
        Done(int& alive, TimePoint launched, TimePoint ended)
            : alive_(alive) {
            ++alive_;
            ExitReport exit;
            exit.exit_code = 0;
            exit.ended_at = ended;
            exit.usage.user_seconds = 2;
            endpoint_ = CommandEndpoint{"right", exit};
            timeline_.mark(marks::launch, launched);
            timeline_.mark(marks::ready, ended);
        }
        ~Done() override { --alive_; }
        Endpoint const& endpoint() const noexcept override { return endpoint_; }
        ProcessTree const& processes() const noexcept override { return processes_; }
        Timeline const& timeline() const noexcept override { return timeline_; }

    private:
        void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)> h) override {
            std::move(h)(error_code{}, ExitReport{});
        }
        int& alive_;
        Endpoint endpoint_;
        ProcessTree processes_;
        Timeline timeline_;
    };

    void do_prepare(RunContext& context, PrepareSpec, PrepareHandler h) override {
        asio::post(
            context.executor, [h = std::move(h)]() mutable { std::move(h)(error_code{}, Prepared{}); });
    }
    void do_start(RunContext& context, StartSpec, StartHandler h) override {
        auto const how = behaviour(starts++);
        scratch.push_back(context.scratch);
        auto const launched = context.clock.now();
        auto timer = std::make_unique<asio::steady_timer>(context.executor, how.takes);
        auto& t = *timer;
        if (auto slot = asio::get_associated_cancellation_slot(h); slot.is_connected())
            slot.assign([&t](asio::cancellation_type) { t.cancel(); });
        t.async_wait([this, how, launched, &context, timer = std::move(timer), h = std::move(h)](
                         error_code ec) mutable {
            if (auto slot = asio::get_associated_cancellation_slot(h); slot.is_connected()) slot.clear();
            if (!ec) ec = how.error;
            if (ec) context.diagnostics.subject = "start " + std::to_string(starts);
            InstancePtr instance;
            auto const ended = how.shows ? launched + from_seconds(*how.shows) : context.clock.now();
            if (!ec) instance = std::make_unique<Done>(alive, launched, ended);
            std::move(h)(ec, std::move(instance));
        });
    }

    std::string name_;
};

} // namespace wasmbench::plan
