#include "limit_run.hpp"

#include "exit_status.hpp"
#include "load_files.hpp"
#include "load_json.hpp"
#include "terminal.hpp"

#include <wasmbench/load/find_limit.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace wasmbench::tool {
namespace {

/// From where the search begins, and how high it may go.
constexpr double default_first_rate = 100;
constexpr auto curve_step = std::chrono::seconds(2);
/// Of load; with what lies between the steps it stays below a minute.
constexpr auto default_budget = std::chrono::seconds(50);

load::LimitSearchOptions search_options(LoadChoice const& c) {
    load::LimitSearchOptions o;
    o.first_rate = c.rate > 0 ? c.rate : default_first_rate;
    o.budget = c.seconds > 0 ? from_seconds(c.seconds) : Duration(default_budget);
    o.longest_step = std::min<Duration>(o.longest_step, o.budget / 4);
    o.shortest_step = std::min(o.shortest_step, o.longest_step);
    return o;
}

void print_step(load::StepOutcome const& s) {
    fmt::print("  {:>10.0f} req/s asked, {:>10.0f} achieved, {:>10} at the level, {:.3f} % beyond it{}\n",
        s.rate, s.achieved_rate, time_text(s.level_value_ns * 1e-9),
        s.requests > 0 ? 100.0 * static_cast<double>(s.beyond) / static_cast<double>(s.requests) : 0.0,
        s.client_bound ? ", client-bound" : "");
    if (!s.first_error.empty()) fmt::print("             first error: {}\n", s.first_error);
    std::fflush(stdout);
}

nlohmann::ordered_json step_json(load::StepOutcome const& s) {
    return {{"rate", s.rate}, {"achieved_rate", s.achieved_rate}, {"requests", s.requests},
        {"failed", s.failed}, {"level_value_seconds", s.level_value_ns * 1e-9}, {"beyond", s.beyond},
        {"client_bound", s.client_bound}};
}

nlohmann::ordered_json limit_json(LoadChoice const& c, load::LimitFound const& f) {
    nlohmann::ordered_json j;
    j["service_level"] = c.level;
    j["rate"] = f.rate;
    j["holds"] = f.holds;
    j["fails"] = f.fails ? nlohmann::ordered_json(*f.fails) : nlohmann::ordered_json(nullptr);
    j["ended"] = to_string(f.ended);
    j["spent_seconds"] = to_seconds(f.spent);
    j["steps"] = nlohmann::ordered_json::array();
    for (auto const& s : f.steps) j["steps"].push_back(step_json(s));
    return j;
}

/// Does `work` in a thread of its own and asks it to stop at Ctrl-C. Gives whether it was asked.
bool interruptible(std::function<void(std::stop_token)> const& work) {
    boost::asio::io_context context(1);
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    bool interrupted = false;
    std::exception_ptr error;
    std::jthread thread([&](std::stop_token token) {
        try {
            work(std::move(token));
        } catch (...) {
            error = std::current_exception();
        }
        boost::asio::post(context, [&] { signals.cancel(); });
    });
    signals.async_wait([&](boost::system::error_code ec, int) {
        if (ec) return;
        interrupted = true;
        thread.request_stop();
    });
    context.run();
    thread.join();
    if (error) std::rethrow_exception(error);
    return interrupted;
}

void print_found(LoadChoice const& c, load::LimitFound const& f) {
    if (f.rate > 0)
        fmt::print("\n  highest rate that holds {}: {:.0f} req/s", c.level, f.rate);
    else
        fmt::print("\n  no rate holds {}", c.level);
    if (f.holds > 0) fmt::print("; {:.0f} holds", f.holds);
    if (f.fails) fmt::print("; {:.0f} does not", *f.fails);
    fmt::print(" ({}, {:.0f} s of load)\n", to_string(f.ended), to_seconds(f.spent));
}

std::vector<load::LoadPoint> curve(
    load::LoadPlan const& plan, double limit, load::StepOptions const& options) {
    std::vector<double> rates;
    for (int tenth = 1; tenth <= 10; ++tenth) rates.push_back(limit * tenth / 10);
    return load::latency_over_load(plan, rates, curve_step, options);
}

nlohmann::ordered_json curve_json(load::LoadPlan plan, std::vector<load::LoadPoint> const& points) {
    auto out = nlohmann::ordered_json::array();
    plan.options.arrival = load::constant_rate(1); // so that the response times are among the figures
    for (auto const& p : points) {
        auto j = load_json(plan, p.result);
        j["rate"] = p.rate;
        out.push_back(std::move(j));
    }
    return out;
}

void print_curve(std::vector<load::LoadPoint> const& points) {
    fmt::print("\n  latency over load (response time)\n  {:>12} {:>11} {:>11} {:>11} {:>11}\n", "req/s",
        "p50", "p90", "p99", "p99.9");
    for (auto const& p : points) {
        auto const at = [&](double q) {
            return time_text(static_cast<double>(p.result.response_percentile(q).ns) * 1e-9);
        };
        fmt::print(
            "  {:>12.0f} {:>11} {:>11} {:>11} {:>11}\n", p.rate, at(0.5), at(0.9), at(0.99), at(0.999));
    }
}

} // namespace

int run_limit(LoadChoice const& choice, load::LoadPlan plan) {
    auto const level = service_level(choice).value();
    bool const text = choice.json != "-";
    load::StepOptions options;
    options.law = choice.arrival == "poisson" ? load::Law::poisson : load::Law::constant;
    load::LimitFound found;
    std::vector<load::LoadPoint> points;
    if (text) options.told = print_step;
    bool const stopped = interruptible([&](std::stop_token token) {
        options.stop = std::move(token);
        found = load::find_limit(plan, level, search_options(choice), options);
        options.told = {};
        if (choice.curve && found.rate > 0) points = curve(plan, found.rate, options);
    });
    if (text) print_found(choice, found);
    if (text && !points.empty()) print_curve(points);
    if (!choice.json.empty()) {
        auto j = limit_json(choice, found);
        if (choice.curve) j["curve"] = curve_json(plan, points);
        write_output(choice.json, j.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    }
    if (stopped) return interrupted;
    return found.rate > 0 ? everything_measured : some_trials_failed;
}

} // namespace wasmbench::tool
