#include "kernel_listener.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/probe/process_watch.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace wasmbench::probe {
namespace {

// Often enough for the sockets' buffers, seldom enough not to disturb what is watched.
constexpr auto fetch_period = std::chrono::milliseconds(100);

} // namespace

struct ProcessWatch::State {
    detail::KernelListener listener;
    detail::ForkLog log;
    std::vector<int> members;
    bool listening = false;
    bool lost = false;

    std::mutex mutex; ///< of `ending`; the listener and the log are the thread's until it has ended
    std::condition_variable wake;
    bool ending = false;
    std::thread thread;

    void fetch_until_end() {
        std::unique_lock lock(mutex);
        while (!wake.wait_for(lock, fetch_period, [&] { return ending; })) {
            lock.unlock();
            lost = listener.drain(log) || lost;
            lock.lock();
        }
    }

    void end_thread() {
        {
            std::lock_guard const lock(mutex);
            ending = true;
        }
        wake.notify_all();
        if (thread.joinable()) thread.join();
    }
};

ProcessWatch::ProcessWatch()
    : state_(std::make_unique<State>()) {}

ProcessWatch::~ProcessWatch() {
    state_->end_thread();
}

Availability ProcessWatch::start() {
    state_->end_thread();
    state_ = std::make_unique<State>();
    auto opened = state_->listener.open();
    if (!opened.usable) return opened;
    state_->listening = true;
    state_->thread = std::thread([s = state_.get()] { s->fetch_until_end(); });
    return opened;
}

void ProcessWatch::watch(std::vector<ProcessIdentity> const& roots) {
    for (auto const& root : roots) state_->members.push_back(root.pid);
    for (auto const& process : descendants(roots)) state_->members.push_back(process.pid);
}

TreeHistory ProcessWatch::stop() {
    if (!state_->listening) return {};
    state_->end_thread();
    bool const lost = state_->listener.drain(state_->log) || state_->lost;
    state_->listener.close();
    auto history = state_->log.resolve(state_->members);
    if (lost) {
        history.complete = false;
        history.loss = "the kernel told more than was fetched in time";
    }
    state_ = std::make_unique<State>();
    return history;
}

bool ProcessWatch::listening() const noexcept {
    return state_->listening;
}

Availability process_watch_available() {
    return ProcessWatch().start();
}

} // namespace wasmbench::probe
