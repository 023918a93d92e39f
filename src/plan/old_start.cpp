#include "curl_command.hpp"
#include "curl_connector.hpp"
#include "neighbour.hpp"
#include "old_method.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace wasmbench::plan {
namespace {

/// What happens in the start of the old method is no event of the trial.
class Silent final : public Observer {};

/// The trial's row as the study ran it.
ResolvedRow old_row(TrialRun const& trial) {
    auto row = trial.row;
    if (row.row.old_options) row.row.options = *row.row.old_options;
    return row;
}

/// The folder of its start: the caches have to be as fresh as the first one's were.
constexpr char const* folder = "old";

/// Prepares, brings the page cache into its condition, starts.
asio::awaitable<Result<InstancePtr>> start(TrialRun const& silent) {
    auto prepared = co_await prepare_trial(silent);
    if (!prepared) co_return prepared.error();
    if (auto const done = bring_into_condition(silent); !done) co_return done.error();
    co_return co_await start_trial(silent, std::move(*prepared));
}

asio::awaitable<void> stop(TrialRun const& trial, Instance& instance) {
    error_code ignored; // what does not stop is killed by the instance's destructor
    co_await instance.async_stop(stop_policy(trial), asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> old_service_start(TrialRun const& trial) {
    auto const absent = [&](std::string const& why) { trial.not_measured("old/cold_start", why); };
    if (!trial.ports.curl) {
        absent(no_curl);
        co_return;
    }
    auto const& host = trial.context.host; // behind a firewall not the loopback
    auto const port = trial.context.connector.free_port(host);
    if (!port) {
        absent(to_line(port.error()));
        co_return;
    }
    // Curl has to know where to ask before the adapter says where the instance listens.
    auto row = old_row(trial);
    row.row.options["port"] = std::to_string(*port);
    try {
        row.runtime->describe(*row.workload, row.row.options);
    } catch (Error const& e) {
        absent("the port cannot be chosen: " + to_line(e.failure()));
        co_return;
    }
    auto const request = row.workload->request(0);
    HttpEndpoint endpoint;
    endpoint.host = host;
    endpoint.port = *port;
    CurlConnector connector(trial.context.connector, trial.ports.launcher, trial.context.clock,
        {curl_command(*trial.ports.curl, endpoint, request, trial.settings.request_timeout_seconds), *port,
            from_seconds(trial.settings.old_method->poll_seconds),
            [&](std::string_view body) { return row.workload->answers(request, body); }});
    Silent observer;
    auto context = neighbour_context(trial, folder, connector);
    TrialRun const silent{row, trial.key, trial.settings, context, trial.ports, observer};
    auto instance = co_await start(silent);
    if (co_await is_cancelled()) co_return;
    if (!instance) {
        absent(to_line(instance.error()));
        co_return;
    }
    auto const launch = (*instance)->timeline().at(marks::launch);
    auto const answered = connector.answered();
    if (launch && answered) {
        auto const since = [&](TimePoint from) { return to_seconds(*answered - from); };
        trial.measured(Phase::start, "old/cold_start", Unit::seconds, *answered, since(*launch));
        trial.measured(Phase::start, "old/bracket", Unit::seconds, *answered,
            since(connector.last_failure().value_or(*launch)));
        trial.measured(Phase::start, "old/tries", Unit::count, *answered, connector.tries());
    } else {
        absent("the runtime's start asked nobody at the port that it was given");
    }
    co_await stop(trial, **instance);
}

asio::awaitable<void> old_program_start(TrialRun const& trial) {
    auto const row = old_row(trial);
    Silent observer;
    auto context = neighbour_context(trial, folder, trial.context.connector);
    TrialRun const silent{row, trial.key, trial.settings, context, trial.ports, observer};
    auto instance = co_await start(silent);
    if (co_await is_cancelled()) co_return;
    if (!instance) {
        trial.not_measured("old/run_time", to_line(instance.error()));
        co_return;
    }
    auto const& timeline = (*instance)->timeline();
    if (auto const took = timeline.between(marks::launch, marks::ready))
        trial.measured(Phase::start, "old/run_time", Unit::seconds, *timeline.at(marks::ready), to_seconds(*took));
}

} // namespace

bool wants_old_method(TrialRun const& trial) {
    auto const& old = trial.settings.old_method;
    return old && !trial.row.row.base_only && trial.key.block < old->blocks;
}

asio::awaitable<void> run_old_start(TrialRun const& trial) {
    if (!wants_old_method(trial)) co_return;
    trial.step(steps::old_method);
    if (trial.row.workload->needs().has(Capability::http))
        co_await old_service_start(trial);
    else if (trial.row.row.old_options)
        co_await old_program_start(trial);
}

} // namespace wasmbench::plan
