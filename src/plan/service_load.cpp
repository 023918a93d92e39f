#include "service_load.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace wasmbench::plan {

load::LoadPlan load_plan(TrialRun const& trial, HttpEndpoint const& endpoint) {
    load::LoadPlan plan;
    plan.endpoint = endpoint;
    plan.request = trial.row.workload->request(0);
    plan.check = [workload = trial.row.workload, request = plan.request](
                     std::string_view body) { return workload->answers(request, body); };
    plan.options.timeouts.response = from_seconds(trial.settings.request_timeout_seconds);
    plan.options.timeouts.connect = from_seconds(trial.settings.request_timeout_seconds);
    // Every request ends with its answer or its timeout, none with the end of the load. What a server holds for a client that
    // went away in the middle it may hold for good (wasmCloud 1.9: one of the component's instances), and the parts that
    // follow on the same instance would measure that.
    plan.options.drain = plan.options.timeouts.response;
    // A service that has ceased to answer is not waited for request by request.
    plan.options.stop.errors = load::ErrorBudget{0.5, 10};
    return plan;
}

Result<void> judge_answers(TrialRun const& trial, char const* part, load::LoadResult const& result, Errors errors) {
    auto const wrong =
        result.counts.error(load::ErrorClass::bad_body) + result.warmup.error(load::ErrorClass::bad_body);
    bool const given_up = errors == Errors::in_excess_fail && result.ending == load::Ending::too_many_errors;
    if (wrong == 0 && result.counts.ok > 0 && !given_up) return {};
    Diagnostics d;
    d.stage = part;
    d.subject = std::to_string(result.counts.ok) + " of " + std::to_string(result.counts.planned) +
                " answers correct";
    if (result.first_error) d.subject += ", first error: " + result.first_error->detail;
    d.expected = trial.row.workload->expected();
    auto const first = result.first_error ? result.first_error->error_class : load::ErrorClass::other;
    return Failure{wrong != 0                            ? errc::wrong_answer
                   : first == load::ErrorClass::protocol ? errc::protocol_error
                                                         : errc::not_answered,
        std::move(d)};
}

asio::awaitable<Result<load::LoadResult>> run_load(TrialRun const& trial, load::LoadPlan plan) {
    error_code ec;
    try {
        auto result = co_await load::async_run(
            trial.context.executor, std::move(plan), asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return Failure{ec, {}};
        co_return result;
    } catch (Error const& e) {
        co_return e.failure();
    } catch (std::system_error const& e) { // no thread could be started
        co_return Failure{error_code(e.code().value(), boost::system::system_category()), {}};
    }
}

asio::awaitable<Result<load::LoadResult>> run_load(
    TrialRun const& trial, load::LoadPlan plan, TrialLedger& ledger, char const* span) {
    auto const begin = trial.context.clock.now();
    auto result = co_await run_load(trial, std::move(plan));
    ledger.add(span, begin);
    co_return result;
}

} // namespace wasmbench::plan
