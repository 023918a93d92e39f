#pragma once

#include <functional>
#include <mutex>
#include <utility>

namespace wasmbench::load::detail {

/// Lets any thread stop a run, whether it has begun, goes on or is over.
class RunControl {
public:
    void request_stop() {
        std::scoped_lock const lock(mutex_);
        requested_ = true;
        if (stop_) stop_();
    }

    /// `stop` is what stops the run; it is called at once when that was requested before.
    void attach(std::function<void()> stop) {
        std::scoped_lock const lock(mutex_);
        stop_ = std::move(stop);
        if (requested_) stop_();
    }
    /// After it, `stop` is not called any more.
    void detach() {
        std::scoped_lock const lock(mutex_);
        stop_ = nullptr;
    }

private:
    std::mutex mutex_;
    bool requested_ = false;
    std::function<void()> stop_;
};

} // namespace wasmbench::load::detail
