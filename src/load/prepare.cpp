#include "fixed_sources.hpp"
#include "invalid_option.hpp"
#include "measured_phase.hpp"
#include "prepared_run.hpp"

#include <wasmbench/load/resolve.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/un.h>

namespace wasmbench::load::detail {
namespace {

using tcp = asio::ip::tcp;

constexpr std::uint32_t least_header_limit = 256;
constexpr std::uint32_t greatest_header_limit = 1024 * 1024;
/// Beyond it a sum of two moments could overflow, and no load lasts that long.
constexpr Duration longest = std::chrono::hours(24 * 30);
/// Its set of descriptors and its wake-up event; beside them one for the files of /proc.
constexpr std::size_t descriptors_per_thread = 3;

[[noreturn]] void refuse(std::string subject, std::string expected, std::string remedy = {}) {
    throw Error(invalid_option("load: plan", std::move(subject), std::move(expected), std::move(remedy)));
}

void check_duration(char const* name, Duration d) {
    if (d > Duration::zero() && d <= longest) return;
    refuse(
        std::string(name) + " = " + std::to_string(to_seconds(d)) + " s", "more than 0 s, at most 30 days");
}

void check_concurrency(LoadOptions const& o) {
    if (o.connections == 0) refuse("connections = 0", "at least 1");
    if (o.threads == 0) refuse("threads = 0", "at least 1");
    if (o.threads > o.connections)
        refuse("threads = " + std::to_string(o.threads) + ", connections = " + std::to_string(o.connections),
            "at most one thread for each connection", "lower the threads or raise the connections");
}

std::size_t open_descriptors() {
    std::error_code ec;
    // One of the entries is the directory itself, open while it is read.
    auto const entries = std::filesystem::directory_iterator("/dev/fd", ec);
    return ec ? 0 : static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

void check_descriptors(LoadOptions const& o) {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
    auto const others = open_descriptors() + descriptors_per_thread * o.threads;
    if (o.connections <= limit.rlim_cur && others <= limit.rlim_cur - o.connections) return;
    auto const room = limit.rlim_cur > others ? limit.rlim_cur - others : 0;
    auto const text = std::to_string(room);
    refuse("connections = " + std::to_string(o.connections),
        "at most " + text + " beside the descriptors in use (RLIMIT_NOFILE is " +
            std::to_string(limit.rlim_cur) + ")",
        "raise the limit with ulimit -n, or use fewer connections");
}

void check_stop(LoadOptions const& o) {
    if (!o.stop.requests && !o.stop.duration && !o.stop.precision)
        refuse("stop: neither requests nor duration nor precision", "at least one of them",
            "set stop.requests, stop.duration or stop.precision");
    if (auto const& p = o.stop.precision; p && !o.stop.duration && !o.stop.requests && !o.time_limit)
        refuse("stop.precision without a bound", "stop.duration, stop.requests or time_limit beside it",
            "a precision may never be reached: say how long to try");
    if (o.stop.requests && *o.stop.requests == 0) refuse("stop.requests = 0", "at least 1");
    if (o.stop.duration) check_duration("stop.duration", *o.stop.duration);
    if (o.time_limit) check_duration("time_limit", *o.time_limit);
    if (auto const& p = o.stop.precision) {
        auto range = o.histogram;
        range.relative_error = batch_error(*p);
        PrecisionMonitor const checked(*p, range);
    }
    if (auto const& e = o.stop.errors; e && !(e->share >= 0 && e->share < 1))
        refuse("stop.errors.share = " + std::to_string(e->share), "at least 0, less than 1");
    if (o.drain < Duration::zero() || o.drain > longest)
        refuse("drain = " + std::to_string(to_seconds(o.drain)) + " s", "0 s to 30 days");
    if (o.time_limit && !o.stop.requests && o.stop.duration && *o.time_limit <= *o.stop.duration + o.drain)
        refuse("time_limit = " + std::to_string(to_seconds(*o.time_limit)) + " s",
            "more than stop.duration and drain, with room for connecting and warm-up", "raise time_limit");
}

Duration time_limit(LoadOptions const& o) {
    using std::chrono::minutes;
    if (o.time_limit) return *o.time_limit;
    if (o.stop.duration) return *o.stop.duration + o.drain + minutes(1);
    return minutes(10);
}

void check_rest(LoadPlan const& plan) {
    auto const& o = plan.options;
    check_duration("timeouts.connect", o.timeouts.connect);
    check_duration("timeouts.response", o.timeouts.response);
    if (o.limits.header < least_header_limit || o.limits.header > greatest_header_limit)
        refuse("limits.header = " + std::to_string(o.limits.header) + " bytes", "256 bytes to 1 MiB");
    if (o.spin_before < Duration::zero() || o.spin_before > std::chrono::seconds(1))
        refuse("spin_before = " + std::to_string(to_seconds(o.spin_before)) + " s", "0 s to 1 s");
    if (plan.endpoint.port == 0 && plan.endpoint.unix_socket.empty())
        refuse("endpoint.port = 0", "a port from 1 to 65535");
    try {
        stats::Histogram const probe(o.histogram);
    } catch (std::invalid_argument const& e) {
        refuse("histogram: " + std::string(e.what()), "a range that stats::Histogram accepts");
    }
}

/// A name may have addresses on which nobody listens (localhost as ::1 and 127.0.0.1): the first that accepts
/// a connection is taken for the whole run. When none does, the first of all, and the run counts the errors.
tcp::endpoint choose(std::vector<asio::ip::address> const& addresses, std::uint16_t port, Duration patience) {
    std::vector<tcp::endpoint> candidates;
    for (auto const& a : addresses) candidates.emplace_back(a, port);
    if (candidates.size() == 1) return candidates.front();
    for (auto const& candidate : candidates) {
        asio::io_context context;
        tcp::socket socket(context);
        bool connected = false;
        socket.async_connect(candidate, [&](error_code ec) { connected = !ec; });
        context.run_for(patience); // each has its own: the first may be one that never says anything
        if (connected) return candidate;
    }
    return candidates.front();
}

Peer tcp_peer(LoadPlan const& plan) {
    auto const chosen =
        choose(resolve(plan.endpoint).value(), plan.endpoint.port, plan.options.timeouts.connect);
    Peer peer;
    peer.size = static_cast<socklen_t>(chosen.size());
    std::memcpy(&peer.address, chosen.data(), chosen.size());
    return peer;
}

Peer unix_peer(std::string const& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path || path.find('\0') != path.npos)
        refuse("unix socket " + path,
            "a path of at most " + std::to_string(sizeof address.sun_path - 1) + " bytes",
            "use a shorter folder, or a relative path");
    path.copy(address.sun_path, path.size());
    Peer peer;
    peer.size = sizeof address;
    std::memcpy(&peer.address, &address, sizeof address);
    return peer;
}

RequestSourceFactory source(LoadPlan const& plan) {
    if (plan.source) return plan.source;
    auto targets = plan.mix;
    if (targets.empty()) targets.push_back({plan.request, plan.expected_status, plan.check, 1});
    return fixed_sources(plan.endpoint, std::move(targets), plan.seed, plan.options.reuse == Reuse::none)
        .value();
}

} // namespace

std::shared_ptr<PreparedRun const> prepare(LoadPlan plan) {
    auto prepared = std::make_shared<PreparedRun>();
    check_concurrency(plan.options);
    check_stop(plan.options);
    check_rest(plan);
    check_descriptors(plan.options);
    prepared->source = source(plan);
    prepared->time_limit = time_limit(plan.options);
    prepared->peer =
        plan.endpoint.unix_socket.empty() ? tcp_peer(plan) : unix_peer(plan.endpoint.unix_socket);
    prepared->plan = std::move(plan);
    return prepared;
}

} // namespace wasmbench::load::detail
