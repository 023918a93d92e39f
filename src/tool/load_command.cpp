#include "commands.hpp"
#include "exit_status.hpp"
#include "interrupt.hpp"
#include "terminal.hpp"

#include <wasmbench/load/load.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>

namespace wasmbench::tool {
namespace {

struct LoadChoice {
    std::string url;
    std::size_t connections = 1;
    std::size_t threads = 1;
    double seconds = 0;
    std::uint64_t requests = 0;
    std::uint64_t warmup = 0;
    double timeout = 10;
    std::string expected_body;
    bool allow_remote = false;
    bool json = false;
};

load::LoadPlan plan_of(LoadChoice const& c) {
    auto const url = load::parse_url(c.url).value();
    for (auto const& address : load::resolve(url.endpoint).value()) {
        if (c.allow_remote || load::is_loopback(address)) continue;
        Diagnostics d;
        d.stage = "load";
        d.subject = url.endpoint.host + " is " + address.to_string();
        d.expected = "a loopback address: load on a machine that is not yours can do harm";
        d.remedy = "give --allow-remote if the target is yours to load";
        throw Error(errc::invalid_option, std::move(d));
    }
    load::LoadPlan p;
    p.endpoint = url.endpoint;
    p.request.target = url.target;
    if (!c.expected_body.empty())
        p.check = [body = c.expected_body](std::string_view b) { return b == body; };
    p.options.connections = c.connections;
    p.options.threads = c.threads;
    p.options.warmup_requests = c.warmup;
    if (c.requests != 0) p.options.stop.requests = c.requests;
    if (c.seconds != 0) p.options.stop.duration = from_seconds(c.seconds);
    if (c.requests == 0 && c.seconds == 0) p.options.stop.duration = std::chrono::seconds(10);
    p.options.timeouts.response = from_seconds(c.timeout);
    return p;
}

constexpr double shown_quantiles[] = {0.5, 0.9, 0.95, 0.99, 0.999, 1.0};

void print_text(load::LoadResult const& r) {
    auto const window =
        r.first_send && r.last_completion ? to_seconds(*r.last_completion - *r.first_send) : 0.0;
    fmt::print("{} correct answers in {} = {:.1f} req/s\n", r.counts.ok, time_text(window), r.throughput());
    if (r.service_time.count() > 0) {
        fmt::print("service time (from the send to the complete answer)\n");
        for (double q : shown_quantiles)
            fmt::print("  {:>6} {:>10}\n", q == 1.0 ? std::string("max") : fmt::format("p{:g}", q * 100),
                time_text(static_cast<double>(r.service_time.value_at_quantile(q)) * 1e-9));
    }
    fmt::print("planned {} = {} correct + {} failed + {} outstanding + {} never sent\n", r.counts.planned,
        r.counts.ok, r.counts.failed(), r.counts.outstanding, r.counts.never_sent);
    for (auto c : load::all_error_classes)
        if (r.counts.error(c) != 0) fmt::print("  {}: {}\n", to_string(c), r.counts.error(c));
    if (r.first_error) fmt::print("  first error: {}\n", r.first_error->detail);
    auto const done = r.counts.ok + r.counts.failed();
    fmt::print("client CPU {}", time_text(r.cpu_seconds));
    if (done > 0) fmt::print(" = {} per request", time_text(r.cpu_seconds / static_cast<double>(done)));
    fmt::print(", {} connections opened, {} bytes read\n", r.connections_opened, r.bytes_read);
}

void print_json(load::LoadResult const& r) {
    nlohmann::ordered_json j;
    j["planned"] = r.counts.planned;
    j["ok"] = r.counts.ok;
    j["errors"] = nlohmann::ordered_json::object();
    for (auto c : load::all_error_classes) j["errors"][std::string(to_string(c))] = r.counts.error(c);
    j["outstanding"] = r.counts.outstanding;
    j["never_sent"] = r.counts.never_sent;
    j["throughput"] = r.throughput();
    for (double q : shown_quantiles)
        if (r.service_time.count() > 0)
            j["service_time_seconds"][fmt::format("p{:g}", q * 100)] =
                static_cast<double>(r.service_time.value_at_quantile(q)) * 1e-9;
    j["client_cpu_seconds"] = r.cpu_seconds;
    j["connections_opened"] = r.connections_opened;
    j["ending"] = to_string(r.ending);
    fmt::print("{}\n", j.dump(2));
}

int run_load(LoadChoice const& choice) {
    auto plan = plan_of(choice);
    boost::asio::io_context context(1);
    boost::asio::cancellation_signal stop;
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code ec, int) {
        if (!ec) stop.emit(boost::asio::cancellation_type::terminal);
    });
    load::LoadResult result;
    error_code ec;
    load::async_run(context.get_executor(), std::move(plan),
        boost::asio::bind_cancellation_slot(stop.slot(), [&](error_code e, load::LoadResult r) {
            ec = e;
            result = std::move(r);
            signals.cancel();
        }));
    context.run();
    if (ec && ec != boost::asio::error::operation_aborted) throw Error(Failure{ec, {}});
    choice.json ? print_json(result) : print_text(result);
    if (ec) return interrupted;
    return result.counts.failed() + result.counts.outstanding != 0 && result.counts.ok == 0
               ? some_trials_failed
               : everything_measured;
}

} // namespace

void add_load_command(CLI::App& app, Run& run) {
    auto c = std::make_shared<LoadChoice>();
    auto* command =
        app.add_subcommand("load", "Load an HTTP server, closed loop, and print what it answered");
    command->add_option("url", c->url, "http://HOST[:PORT]/PATH")->required();
    command->add_option("-c,--connections", c->connections, "Keep-alive connections")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("-t,--threads", c->threads, "Threads of the client")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("-d,--duration", c->seconds, "Seconds (default 10 when -n is not given)")
        ->check(CLI::PositiveNumber);
    command->add_option("-n,--requests", c->requests, "Exactly so many requests")->check(CLI::PositiveNumber);
    command->add_option("--warmup", c->warmup, "Requests before, not measured")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option("--timeout", c->timeout, "Seconds for one answer")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--expect-body", c->expected_body, "Any other body counts as wrong");
    command->add_flag("--allow-remote", c->allow_remote, "Permit a target that is not on this machine");
    command->add_flag("--json", c->json, "Print JSON");
    command->callback([c, &run] { run = [c] { return run_load(*c); }; });
}

} // namespace wasmbench::tool
