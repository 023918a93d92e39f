#include "curl_command.hpp"
#include "old_method.hpp"
#include "resident_set.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>
#include <memory>
#include <tuple>
#include <utility>

namespace wasmbench::plan {
namespace {

/// Children that have ended and were not yet tidied up: making sure that nothing of a child is left takes a
/// millisecond, in which others would be late, so that it is put off to the end. Each holds a file descriptor.
constexpr std::size_t most_ended = 256;

/// Requests that are sent by a curl each.
class CurlRequests {
public:
    CurlRequests(TrialRun const& trial, HttpEndpoint const& endpoint)
        : trial_(trial)
        , request_(trial.row.workload->request(0))
        , command_(curl_command(*trial.ports.curl, endpoint, request_, trial.settings.request_timeout_seconds)) {}

    /// Sends one request after the other until `left`, which others may share, is none.
    asio::awaitable<void> run(std::uint32_t& left) {
        while (left > 0 && !stopped_) {
            --left;
            co_await one();
        }
    }

    std::vector<Sample> const& times() const noexcept { return times_; }
    std::uint32_t failed() const noexcept { return failed_; }
    std::string const& first_fault() const noexcept { return first_fault_; }

    /// Right answers per second, from the first launch to the last right answer.
    double rate() const {
        auto const seconds = times_.empty() ? 0 : to_seconds(last_ - *first_);
        return seconds > 0 ? static_cast<double>(times_.size()) / seconds : 0;
    }

private:
    asio::awaitable<void> one() {
        auto launched = trial_.ports.launcher.launch(trial_.context.executor, command_);
        if (!launched) {
            note_fault(to_line(launched.error()));
            stopped_ = true;
            co_return;
        }
        auto child = std::move(*launched);
        if (!first_) first_ = child->launched_at();
        error_code ec;
        auto const report = co_await child->async_wait(asio::redirect_error(asio::use_awaitable, ec));
        if (ec) {
            stopped_ = true; // told to end
            co_return;
        }
        if (!report.clean())
            note_fault("curl: " + report.describe() + ", " + child->error_output());
        else if (!trial_.row.workload->answers(request_, child->output()))
            note_fault("a wrong answer");
        else {
            times_.push_back({report.ended_at, to_seconds(report.ended_at - child->launched_at())});
            last_ = std::max(last_, report.ended_at);
        }
        ended_.push_back(std::move(child));
        if (ended_.size() >= most_ended) ended_.clear();
    }

    void note_fault(std::string what) {
        ++failed_;
        if (first_fault_.empty()) first_fault_ = std::move(what);
    }

    TrialRun const& trial_;
    Request request_;
    Command command_;
    std::vector<std::unique_ptr<Child>> ended_;
    std::vector<Sample> times_;
    std::optional<TimePoint> first_;
    TimePoint last_;
    std::uint32_t failed_ = 0;
    std::string first_fault_;
    bool stopped_ = false;
};

void report_failed(TrialRun const& trial, CurlRequests const& requests) {
    if (requests.failed() > 0)
        trial.measured(Phase::measure, "old/failed", Unit::count, trial.context.clock.now(), requests.failed());
}

asio::awaitable<void> latency(TrialRun const& trial, OldMethod const& old, HttpEndpoint const& endpoint) {
    {
        CurlRequests warmup(trial, endpoint);
        auto left = old.warmup_requests;
        co_await warmup.run(left);
    }
    CurlRequests requests(trial, endpoint);
    auto left = old.sequential_requests;
    co_await requests.run(left);
    if (co_await is_cancelled()) co_return;
    report_failed(trial, requests);
    if (requests.times().empty())
        trial.not_measured("old/latency", requests.first_fault());
    else
        trial.measured(Phase::measure, "old/latency", Unit::seconds, requests.times());
}

asio::awaitable<void> throughput(TrialRun const& one, OldMethod const& old, HttpEndpoint const& endpoint) {
    auto const trial = one.with_concurrency(old.connections);
    CurlRequests requests(trial, endpoint);
    auto left = old.concurrent_requests;
    auto const& executor = trial.context.executor;
    auto worker = [&] { return asio::co_spawn(executor, requests.run(left), asio::deferred); };
    std::vector<decltype(worker())> workers;
    for (std::uint32_t i = 0; i < old.connections; ++i) workers.push_back(worker());
    auto const [order, faults] = co_await asio::experimental::make_parallel_group(std::move(workers))
                                     .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    if (co_await is_cancelled()) co_return;
    for (auto const& fault : faults)
        if (fault) std::rethrow_exception(fault);
    report_failed(trial, requests);
    if (requests.rate() <= 0)
        trial.not_measured("old/throughput", requests.first_fault());
    else
        trial.measured(Phase::measure, "old/throughput", Unit::per_second, requests.times().back().at, requests.rate());
}

} // namespace

asio::awaitable<void> run_old_requests(
    TrialRun const& trial, HttpEndpoint const& endpoint, ProcessTree const& tree, TrialLedger& ledger) {
    auto const& old = *trial.settings.old_method;
    trial.step(steps::old_method);
    auto const began = trial.context.clock.now();
    if (trial.ports.curl) {
        co_await latency(trial, old, endpoint);
        if (co_await is_cancelled()) co_return;
        co_await throughput(trial, old, endpoint);
        if (co_await is_cancelled()) co_return;
    } else {
        for (auto const* metric : {"old/latency", "old/throughput"}) trial.not_measured(metric, no_curl);
    }
    if (auto const bytes = resident_snapshot(tree))
        trial.measured(Phase::measure, "old/rss", Unit::bytes, trial.context.clock.now(), *bytes);
    else
        trial.not_measured("old/rss", bytes.error().diagnostics.stage);
    ledger.add(spans::old_method, began);
}

} // namespace wasmbench::plan
