#pragma once

#include <wasmbench/core/error.hpp>

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace wasmbench::testing {

/// Makes one port call of a run fail: the n-th, from 0. Shared by the decorators of failing_ports.hpp. The
/// idea is the fail_count of Boost.Beast's own tests.
///
/// With no error the call passes; what do_then() was given is done all the same. So a run can be cancelled at each of
/// its port calls:
///
///     for_each_failure({}, [&](FailCount& count) {
///         FakeWorld world(count);
///         count.do_then([&] { world.cancel(); });
///         ...
///     });
///
/// Thread safety: none.
class FailCount {
public:
    /// The call `n`, from 0, fails with `with`.
    FailCount(std::size_t n, error_code with)
        : n_(n)
        , with_(with) {}

    /// Counts one call; the error that it must end with, or none.
    error_code next(std::string_view call) {
        if (calls_++ != n_) return {};
        failed_call_ = call;
        if (then_) then_();
        return with_;
    }

    /// `action` is called inside the n-th call, before it fails or passes.
    void do_then(std::function<void()> action) { then_ = std::move(action); }

    /// Whether the call that fails has come.
    bool fired() const noexcept { return calls_ > n_; }
    /// Calls until now.
    std::size_t calls() const noexcept { return calls_; }
    /// With what it fails.
    error_code error() const noexcept { return with_; }
    /// "connect", "read", ...: for the message of a test.
    std::string const& failed_call() const noexcept { return failed_call_; }

private:
    std::size_t n_;
    error_code with_;
    std::size_t calls_ = 0;
    std::string failed_call_;
    std::function<void()> then_;
};

/// Calls `run(FailCount&)` with the failure at call 0, 1, 2, ... until a run ends in which it did not fire:
/// every port call of that run has then failed once. Returns the number of calls that were made to fail.
/// `run` must not let anything survive from one turn to the next. Throws std::runtime_error after `bound`
/// turns.
template <class Run>
std::size_t for_each_failure(error_code with, Run&& run, std::size_t bound = 1000) {
    for (std::size_t n = 0; n < bound; ++n) {
        FailCount count(n, with);
        run(count);
        if (!count.fired()) return n;
    }
    throw std::runtime_error("the failure still fired after " + std::to_string(bound) + " turns");
}

} // namespace wasmbench::testing
