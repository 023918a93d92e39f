#include "load_choice.hpp"

#include "time_unit.hpp"

#include <wasmbench/load/load.hpp>

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

namespace wasmbench::tool {
namespace {

std::map<std::string, double> const rate_units{{"k", 1e3}, {"M", 1e6}};

CLI::AsNumberWithUnit per_second() {
    return CLI::AsNumberWithUnit(rate_units, CLI::AsNumberWithUnit::CASE_SENSITIVE, "RATE");
}

[[noreturn]] void refuse(std::string subject, std::string expected, std::string remedy = {}) {
    Diagnostics d;
    d.stage = "load";
    d.subject = std::move(subject);
    d.expected = std::move(expected);
    d.remedy = std::move(remedy);
    throw Error(errc::invalid_option, std::move(d));
}

std::string file_text(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in.is_open() || in.bad()) refuse("--body-file " + path, "a file that can be read");
    return text;
}

std::pair<std::string, std::string> header(std::string const& line) {
    auto const colon = line.find(':');
    if (colon == line.npos || colon == 0)
        refuse("-H \"" + line + "\"", "a header such as 'Accept: text/plain'");
    auto const value = line.find_first_not_of(" \t", colon + 1);
    return {line.substr(0, colon), value == line.npos ? "" : line.substr(value)};
}

/// "3:/path" or "/path".
load::Target mixed(std::string const& text, load::Target target) {
    auto const slash = text.find('/');
    double weight = 1;
    if (slash == text.npos)
        refuse("--mix " + text, "WEIGHT:/PATH or /PATH", "write --mix 3:/state for example");
    if (slash > 0) {
        auto const number = std::string_view(text).substr(0, slash - 1);
        auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
        if (text[slash - 1] != ':' || error != std::errc() || end != number.data() + number.size() ||
            !(weight > 0))
            refuse(
                "--mix " + text, "a positive weight, a colon and a path", "write --mix 3:/state for example");
    }
    target.request.target = text.substr(slash);
    target.weight = weight;
    return target;
}

load::Precision precision(std::string const& text) {
    load::Precision p;
    auto const equals = text.find('=');
    double percent = 0;
    double quantile = 0;
    auto number = [](std::string_view s, double& value) {
        auto const [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
        return error == std::errc() && end == s.data() + s.size();
    };
    std::string_view const all(text);
    if (!all.starts_with("p") || !all.ends_with("%") || equals == all.npos ||
        !number(all.substr(1, equals - 1), quantile) ||
        !number(all.substr(equals + 1, all.size() - equals - 2), percent) ||
        !(quantile > 0 && quantile < 100) || !(percent > 0 && percent < 100))
        refuse("--precision " + text, "a percentile and the half width of its interval, such as p99=5%");
    p.quantile = quantile / 100;
    p.relative_half_width = percent / 100;
    return p;
}

load::Wait wait(std::string const& text) {
    if (text == "sleep") return load::Wait::sleep;
    if (text == "spin") return load::Wait::spin;
    return load::Wait::hybrid;
}

void check_loopback(LoadChoice const& c, HttpEndpoint const& endpoint) {
    if (c.allow_remote || !endpoint.unix_socket.empty()) return;
    for (auto const& address : load::resolve(endpoint).value()) {
        if (load::is_loopback(address)) continue;
        refuse(endpoint.host + " is " + address.to_string(),
            "a loopback address: load on a machine that is not yours can do harm",
            "give --allow-remote if the target is yours to load");
    }
}

load::Arrival arrival(LoadChoice const& c) {
    bool const at_a_rate =
        c.arrival == "constant" || c.arrival == "poisson" || c.arrival.starts_with("burst");
    if (c.find_limit) {
        if (c.arrival == "constant" || c.arrival == "poisson") return {}; // the search sets the rates
        refuse("--arrival " + c.arrival + " with --find-limit", "constant or poisson");
    }
    if (c.rate != 0 || !at_a_rate)
        return load::parse_arrival(c.arrival, c.rate != 0 ? c.rate : 1, c.seed).value();
    if (c.arrival == "constant") return {};
    refuse("--arrival " + c.arrival + " without a rate", "a rate", "add -R 1000, for example");
}

load::StopRule stop_rule(LoadChoice const& c) {
    load::StopRule stop;
    if (c.requests != 0) stop.requests = c.requests;
    if (c.seconds != 0) stop.duration = from_seconds(c.seconds);
    if (!c.precision.empty()) stop.precision = precision(c.precision);
    if (c.max_errors >= 0) stop.errors = load::ErrorBudget{c.max_errors, 100};
    if (c.requests == 0 && c.seconds == 0)
        stop.duration = std::chrono::seconds(c.precision.empty() ? 10 : 120);
    return stop;
}

} // namespace

load::LoadPlan load_plan(LoadChoice const& c) {
    auto const url = load::parse_url(c.url).value();
    load::LoadPlan p;
    p.endpoint = url.endpoint;
    if (!c.unix_socket.empty()) p.endpoint.unix_socket = c.unix_socket;
    check_loopback(c, p.endpoint);

    load::Target target;
    target.request.target = url.target;
    if (!c.body.empty() && !c.body_file.empty()) refuse("--body and --body-file", "one of them");
    target.request.body = c.body_file.empty() ? c.body : file_text(c.body_file);
    target.request.method = !c.method.empty() ? c.method : target.request.body.empty() ? "GET" : "POST";
    for (auto const& line : c.headers) target.request.headers.push_back(header(line));
    target.expected_status = c.expected_status;
    if (!c.expected_body.empty())
        target.check = [body = c.expected_body](std::string_view b) { return b == body; };
    for (auto const& text : c.mix) p.mix.push_back(mixed(text, target));
    p.request = std::move(target.request);
    p.expected_status = target.expected_status;
    p.check = std::move(target.check);
    p.seed = c.seed;

    auto& o = p.options;
    o.connections = c.connections;
    o.threads = c.threads;
    o.warmup_requests = c.warmup;
    o.stop = stop_rule(c);
    o.drain = from_seconds(c.drain);
    o.timeouts.response = from_seconds(c.timeout);
    o.timeouts.connect = from_seconds(c.connect_timeout);
    o.wait = wait(c.wait);
    o.arrival = arrival(c);
    if (c.reconnect) o.reuse = load::Reuse::none;
    if (c.no_stamps) o.stamped_connection_of = 0;
    return p;
}

std::optional<load::ServiceLevel> service_level(LoadChoice const& c) {
    if (c.level.empty()) return std::nullopt;
    return load::parse_service_level(c.level).value();
}

void add_load_options(CLI::App& command, LoadChoice& c) {
    command.add_option("url", c.url, "http://HOST[:PORT]/PATH, or http+unix://%2Fpath%2Fof%2Fsocket/PATH")
        ->required();
    auto const load = "Load";
    command.add_option("-c,--connections", c.connections, "Keep-alive connections")
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(load);
    command.add_option("-t,--threads", c.threads, "Threads of the client")
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(load);
    command
        .add_option(
            "-d,--duration", c.seconds, "How long, such as 10s or 500ms (default 10 s when -n is not given)")
        ->transform(seconds())
        ->check(CLI::PositiveNumber)
        ->group(load);
    command.add_option("-n,--requests", c.requests, "Exactly so many requests")
        ->check(CLI::PositiveNumber)
        ->group(load);
    command
        .add_option("-R,--rate", c.rate,
            "Open loop: requests per second, such as 500 or 10k. Without it a closed loop")
        ->transform(per_second())
        ->check(CLI::PositiveNumber)
        ->group(load);
    command
        .add_option("--arrival", c.arrival,
            "constant, poisson, burst:N, [poisson-]ramp:FROM-TO:SECONDS, [poisson-]step:R1,R2,...:SECONDS")
        ->capture_default_str()
        ->group(load);
    command.add_option("--wait", c.wait, "How a request's moment is waited for: hybrid, sleep, spin")
        ->check(CLI::IsMember({"hybrid", "sleep", "spin"}))
        ->capture_default_str()
        ->group(load);
    command.add_option("--seed", c.seed, "Of random arrivals and of --mix")
        ->capture_default_str()
        ->group(load);
    command.add_option("--warmup", c.warmup, "Requests before, not measured")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->group(load);
    command.add_option("--timeout", c.timeout, "For one answer, from the send")
        ->transform(seconds())
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(load);
    command.add_option("--connect-timeout", c.connect_timeout, "For one connection")
        ->transform(seconds())
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(load);
    command.add_option("--drain", c.drain, "Wait so long for answers after the end")
        ->transform(seconds())
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->group(load);
    command.add_flag("--reconnect", c.reconnect, "A new connection for each request")->group(load);
    command
        .add_option(
            "--max-errors", c.max_errors, "Stop when this share of the answers is wrong, such as 0.01")
        ->check(CLI::Range(0.0, 1.0))
        ->group(load);
    command.add_option("--precision", c.precision, "Stop when a percentile is known so well: p99=5%")
        ->group(load);
    auto const limit = "Service level";
    auto* slo = command
                    .add_option("--slo", c.level,
                        "Such as p99=5ms,errors=0.1%. The exit status says whether it was held")
                    ->group(limit);
    auto* find = command.add_flag("--find-limit", c.find_limit, "Search the highest rate that holds --slo")
                     ->needs(slo)
                     ->group(limit);
    command
        .add_flag(
            "--curve", c.curve, "With --find-limit: measure the latency from 10 % to 100 % of that rate")
        ->needs(find)
        ->group(limit);
    auto const request = "Request";
    command.add_option("-X,--method", c.method, "Default: GET, or POST with a body")->group(request);
    command.add_option("-H,--header", c.headers, "'Name: value'; may be given several times")->group(request);
    command.add_option("--body", c.body, "The request's body")->group(request);
    command.add_option("--body-file", c.body_file, "The request's body, from a file")->group(request);
    command.add_option("--mix", c.mix, "WEIGHT:/PATH, several times: requests drawn by weight")
        ->group(request);
    command.add_option("--expect-body", c.expected_body, "Any other body counts as wrong")->group(request);
    command.add_option("--expect-status", c.expected_status, "Any other status counts as wrong")
        ->check(CLI::Range(200U, 599U))
        ->capture_default_str()
        ->group(request);
    command.add_option("--unix-socket", c.unix_socket, "Connect to this socket instead of the URL's host")
        ->group(request);
    command.add_flag("--allow-remote", c.allow_remote, "Permit a target that is not on this machine")
        ->group(request);
    auto const output = "Output";
    command
        .add_option("--json", c.json,
            "Write everything as JSON to this file; - is standard output, instead of the text")
        ->group(output);
    command.add_option("--hlog", c.hlog, "Write the histograms as an HdrHistogram log")
        ->excludes(find)
        ->group(output);
    command.add_option("--hgrm", c.hgrm, "Write HdrHistogram's percentile text")
        ->excludes(find)
        ->group(output);
    command.add_option("--csv", c.csv, "Write the histogram's buckets")->excludes(find)->group(output);
    command.add_flag("--no-stamps", c.no_stamps, "Do not ask the kernel when it received the answers")
        ->group(output);
    command.add_flag("-q,--quiet", c.quiet, "No progress")->group(output);
}

} // namespace wasmbench::tool
