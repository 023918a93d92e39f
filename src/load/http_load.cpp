#include "execute.hpp"
#include "prepared_run.hpp"
#include "run_control.hpp"

#include <wasmbench/load/http_load.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <utility>

namespace wasmbench::load {

LoadResult run(LoadPlan const& plan) {
    auto const prepared = detail::prepare(plan);
    detail::RunControl control;
    return detail::execute(*prepared, control);
}

namespace detail {
namespace {

using Handler = asio::any_completion_handler<void(error_code, LoadResult)>;

/// A thread that supervises one asynchronous run. The completion joins it, so that none is left when the
/// caller hears of the end; by then it has nothing more to do. The last owner is the completion, never the
/// thread itself.
struct Supervisor {
    ~Supervisor() { join(); }
    void join() {
        std::scoped_lock const lock(mutex);
        if (thread.joinable()) thread.join();
    }

    RunControl control;
    std::mutex mutex; ///< of `thread`: the run may be over before the start has stored it
    std::thread thread;
};

error_code execute_into(
    LoadResult& result, PreparedRun const& prepared, RunControl& control, std::exception_ptr& foreign) {
    try {
        result = execute(prepared, control);
        return result.ending == Ending::cancelled ? asio::error::operation_aborted : error_code();
    } catch (std::bad_alloc const&) {
        return make_error_code(boost::system::errc::not_enough_memory);
    } catch (std::system_error const& e) { // std::thread's
        return e.code();
    } catch (boost::system::system_error const& e) { // Asio's
        return e.code();
    } catch (...) { // of a request source, a pacer or a progress handler
        foreign = std::current_exception();
        return {};
    }
}

} // namespace

void start(asio::any_io_executor executor, std::shared_ptr<PreparedRun const> prepared, Handler handler) {
    auto const supervisor = std::make_shared<Supervisor>();
    auto slot = asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) {
        slot.assign([weak = std::weak_ptr(supervisor)](asio::cancellation_type type) {
            if ((type & asio::cancellation_type::terminal) == asio::cancellation_type::none) return;
            if (auto const s = weak.lock()) s->control.request_stop();
        });
    }
    // Both executors have work for as long as the run goes on: its own thread posts to the one, from there to
    // the other.
    namespace execution = asio::execution;
    auto handler_executor =
        asio::prefer(asio::get_associated_executor(handler, executor), execution::outstanding_work.tracked);
    auto tracked = asio::prefer(std::move(executor), execution::outstanding_work.tracked);
    auto body = [s = supervisor, prepared = std::move(prepared), ex = std::move(tracked),
                    handler_ex = std::move(handler_executor), h = std::move(handler)]() mutable {
        LoadResult result;
        std::exception_ptr foreign;
        auto const ec = execute_into(result, *prepared, s->control, foreign);
        auto finish = [s = std::move(s), ec, foreign, result = std::move(result),
                          h = std::move(h)]() mutable {
            s->join();
            asio::get_associated_cancellation_slot(h).clear();
            if (foreign) std::rethrow_exception(foreign);
            std::move(h)(ec, std::move(result));
        };
        asio::post(ex, asio::bind_executor(std::move(handler_ex), std::move(finish)));
    };
    std::scoped_lock const lock(supervisor->mutex);
    supervisor->thread = std::thread(std::move(body));
}

} // namespace detail
} // namespace wasmbench::load
