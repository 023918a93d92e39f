#include "worker.hpp"

#include <wasmbench/adapters/common/deadline.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <atomic>
#include <mutex>
#include <optional>

namespace wasmbench::adapters::wasmtime_embedded {

// An event is a timer that is never due: who waits for it is woken by its cancellation.
struct Worker::Shared {
    explicit Shared(asio::any_io_executor e)
        : event(asio::steady_timer(std::move(e), asio::steady_timer::time_point::max())) {}

    std::atomic<bool> ended{false};
    std::mutex mutex;                        // of event
    std::optional<asio::steady_timer> event; // empty when given up: the executor may then be gone
};

void Worker::Notice::operator()() const {
    std::lock_guard const lock(shared_->mutex);
    if (!shared_->event) return;
    asio::post(shared_->event->get_executor(), [shared = shared_] {
        if (shared->event) shared->event->cancel();
    });
}

Worker::Worker(RunContext& context, std::function<void(Notice const&)> work)
    : context_(context)
    , shared_(std::make_shared<Shared>(context.executor))
    , thread_([shared = shared_, work = std::move(work)] {
        Notice const notice(shared);
        work(notice);
        shared->ended = true;
        notice();
    }) {}

Worker::~Worker() {
    if (thread_.joinable()) thread_.join();
}

bool Worker::ended() const {
    return shared_->ended;
}

asio::awaitable<bool> Worker::wait(TimePoint when, std::function<bool()> holds) {
    auto done = [&] { return ended() || (holds && holds()); };
    auto watch = [&]() -> asio::awaitable<Result<bool>> {
        while (!done()) {
            error_code cancelled;
            co_await shared_->event->async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
            if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
                break;
        }
        co_return Result<bool>(true);
    };
    if (!done()) co_await until(context_, when, watch());
    if ((co_await asio::this_coro::cancellation_state).cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return done();
}

void Worker::give_up() {
    std::lock_guard const lock(shared_->mutex);
    shared_->event.reset();
    if (thread_.joinable()) thread_.detach();
}

} // namespace wasmbench::adapters::wasmtime_embedded
