#pragma once

#include <wasmbench/core/runtime.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>

#include <memory>
#include <utility>
#include <vector>

#include <time.h>

namespace wasmbench::validation {

/// Seconds of the processor's own clock, which nothing disciplines, unlike the one that the library measures
/// with.
inline double raw_seconds() {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC_RAW, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

/// Another runtime, with the wall time of each of its instances: from the call that starts one until it is
/// destroyed, when everything of it is reaped.
class TimedRuntime final : public Runtime {
public:
    explicit TimedRuntime(std::unique_ptr<Runtime> inner)
        : inner_(std::move(inner)) {}

    std::vector<double> walls; ///< seconds, of the instances that are gone, in their order

    std::string_view name() const noexcept override { return inner_->name(); }
    Capabilities capabilities() const noexcept override { return inner_->capabilities(); }
    Availability availability() const override { return inner_->availability(); }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return inner_->describe(workload, options);
    }

private:
    class TimedInstance final : public Instance {
    public:
        TimedInstance(InstancePtr inner, double begin, std::vector<double>& walls)
            : inner_(std::move(inner))
            , begin_(begin)
            , walls_(walls) {}
        ~TimedInstance() override {
            inner_.reset();
            walls_.push_back(raw_seconds() - begin_);
        }
        Endpoint const& endpoint() const noexcept override { return inner_->endpoint(); }
        ProcessTree const& processes() const noexcept override { return inner_->processes(); }
        Timeline const& timeline() const noexcept override { return inner_->timeline(); }

    private:
        void do_stop(
            StopPolicy policy, asio::any_completion_handler<void(error_code, ExitReport)> handler) override {
            inner_->async_stop(policy, std::move(handler));
        }

        InstancePtr inner_;
        double begin_;
        std::vector<double>& walls_;
    };

    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        inner_->async_prepare(context, std::move(spec), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        auto const begin = raw_seconds();
        auto const slot = asio::get_associated_cancellation_slot(handler);
        auto const executor = asio::get_associated_executor(handler, context.executor);
        auto wrap = [this, begin, h = std::move(handler)](error_code ec, InstancePtr instance) mutable {
            if (instance) instance = std::make_unique<TimedInstance>(std::move(instance), begin, walls);
            std::move(h)(ec, std::move(instance));
        };
        inner_->async_start(context, std::move(spec),
            asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(wrap))));
    }

    std::unique_ptr<Runtime> inner_;
};

} // namespace wasmbench::validation
