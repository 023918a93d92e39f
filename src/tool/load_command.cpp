#include "commands.hpp"
#include "exit_status.hpp"
#include "limit_run.hpp"
#include "load_choice.hpp"
#include "load_files.hpp"
#include "load_json.hpp"
#include "load_text.hpp"
#include "terminal.hpp"

#include <wasmbench/load/load.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <utility>

namespace wasmbench::tool {
namespace {

/// One line on stderr, rewritten in place.
load::ProgressHandler progress_line() {
    return [](load::LoadProgress const& p) {
        fmt::print(stderr, "\r\x1b[K  {:5.1f} s  {:>9} correct  {:>9.0f} req/s  {} failed",
            to_seconds(p.elapsed), p.counts.ok, p.rate, p.counts.failed());
        std::fflush(stderr);
    };
}

/// Whether it is known to be held: a request that failed or has no answer is one beyond the limit.
bool level_held(load::ServiceLevel const& level, load::LoadPlan const& plan, load::LoadResult const& r) {
    auto const& times = plan.options.arrival ? r.response_time : r.service_time;
    auto const limit = static_cast<std::uint64_t>(std::chrono::nanoseconds(level.limit).count());
    auto beyond = r.counts.planned - r.counts.ok + times.overflow();
    for (auto const bucket : times)
        if (bucket.low > limit) beyond += bucket.count;
    auto const all = static_cast<double>(r.counts.planned);
    return r.counts.ok > 0 && static_cast<double>(beyond) <= (1 - level.quantile) * all &&
           static_cast<double>(r.counts.failed()) <= level.error_share * all;
}

int status_of(LoadChoice const& choice, load::LoadPlan const& plan, load::LoadResult const& r) {
    if (auto const level = service_level(choice)) {
        bool const held = level_held(*level, plan, r);
        if (choice.json != "-")
            fmt::print("\n  service level {}: {}\n", choice.level, held ? "held" : "NOT held");
        if (!held) return some_trials_failed;
    }
    return r.counts.planned != 0 && r.counts.ok == 0 ? some_trials_failed : everything_measured;
}

int run_once(LoadChoice const& choice, load::LoadPlan plan) {
    bool const live = !choice.quiet && choice.json != "-" && stderr_is_terminal();
    if (live) plan.options.progress = progress_line();
    boost::asio::io_context context(1);
    boost::asio::cancellation_signal stop;
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code ec, int) {
        if (!ec) stop.emit(boost::asio::cancellation_type::terminal);
    });
    load::LoadResult result;
    error_code ec;
    load::async_run(context.get_executor(), plan,
        boost::asio::bind_cancellation_slot(stop.slot(), [&](error_code e, load::LoadResult r) {
            ec = e;
            result = std::move(r);
            signals.cancel();
        }));
    context.run();
    if (live) fmt::print(stderr, "\r\x1b[K");
    if (ec && ec != boost::asio::error::operation_aborted) throw Error(Failure{ec, {}});
    if (choice.json != "-") fmt::print("{}", load_text(plan, result));
    write_load_files(choice, plan, result);
    auto const status = status_of(choice, plan, result);
    return ec ? interrupted : status;
}

int run_load(LoadChoice const& choice) {
    auto plan = load_plan(choice);
    service_level(choice); // refused now, not after the run
    check_load_files(choice);
    return choice.find_limit ? run_limit(choice, std::move(plan)) : run_once(choice, std::move(plan));
}

} // namespace

void add_load_command(CLI::App& app, Run& run) {
    auto c = std::make_shared<LoadChoice>();
    auto* command = app.add_subcommand(
        "load", "Load an HTTP server and print what it answered, and who was the bottleneck");
    add_load_options(*command, *c);
    command->callback([c, &run] { run = [c] { return run_load(*c); }; });
}

} // namespace wasmbench::tool
