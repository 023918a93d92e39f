#include <wasmbench/core/system_clock.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <time.h>

namespace wasmbench {
namespace {

class SystemClock final : public Clock {
public:
    TimePoint now() const noexcept override { return SteadyClock::now(); }
    Duration cpu_used() const noexcept override {
        timespec t{};
        if (::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t) != 0) return {};
        return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
    }

private:
    void do_wait_until(asio::any_io_executor executor, TimePoint when,
        asio::any_completion_handler<void(error_code)> handler) override {
        auto timer = std::make_unique<asio::steady_timer>(executor, when);
        auto& t = *timer;
        auto slot = asio::get_associated_cancellation_slot(handler);
        auto handler_executor = asio::get_associated_executor(handler, executor);
        t.async_wait(asio::bind_cancellation_slot(
            slot, asio::bind_executor(handler_executor,
                      [timer = std::move(timer), slot, h = std::move(handler)](error_code ec) mutable {
                          if (slot.is_connected()) slot.clear(); // a late emission finds no timer
                          timer.reset();
                          std::move(h)(ec);
                      })));
    }
};

} // namespace

std::unique_ptr<Clock> make_system_clock() {
    return std::make_unique<SystemClock>();
}

} // namespace wasmbench
