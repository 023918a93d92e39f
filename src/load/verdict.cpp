#include <wasmbench/load/verdict.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wasmbench::load {
namespace {

/// Of the wall time of the client's threads.
constexpr double much_throttled = 0.05;
constexpr double much_run_delay = 0.10;
constexpr double never_idle = 0.97;
constexpr double seldom_idle = 0.7;
/// Of the median service time.
constexpr double much_unread = 0.5;
constexpr double much_lateness = 1e-3; ///< in seconds
/// Of the planned requests.
constexpr double nearly_all_on_time = 0.99;

double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

std::vector<std::string> lines(Evidence const& e) {
    std::vector<std::string> out;
    out.push_back(
        fmt::format("the client's threads ran {:.0f} % of the time", 100 * share(e.cpu, e.wall)) +
        (e.spin > 0 ? fmt::format(" ({:.0f} % looking at the clock)", 100 * share(e.spin, e.wall)) : ""));
    out.push_back(
        fmt::format("they waited for a CPU {:.1f} % of the time", 100 * share(e.run_delay, e.wall)) +
        (e.throttled > 0 ? fmt::format(", a CPU quota held them back for {:.2f} s", e.throttled) : ""));
    if (e.read_delay > 0)
        out.push_back(fmt::format("answers lay unread for {:.1f} us of {:.1f} us service time (medians)",
            e.read_delay * 1e6, e.service * 1e6));
    if (e.connections > 0 && e.mean_busy > 0)
        out.push_back(fmt::format("{:.1f} of {:.0f} connections were waiting for an answer (Little's law)",
            e.mean_busy, e.connections));
    if (e.planned)
        out.push_back(
            fmt::format("{:.2f} % of the requests that were due were sent, {:.2f} % found no free connection",
                100 * share(e.begun, *e.planned), 100 * share(e.delayed, *e.planned)));
    if (e.lateness > 0)
        out.push_back(fmt::format("98 % of the requests were sent at most {:.1f} us late", e.lateness * 1e6));
    return out;
}

Verdict verdict(Bottleneck b, std::string reason, Evidence const& e) {
    return {b, std::move(reason), lines(e)};
}

} // namespace

Verdict judge(Evidence const& e) {
    auto const busy = share(e.cpu - e.spin, e.wall);
    auto const delayed_by_others = share(e.run_delay, e.wall);
    bool const on_time = e.planned && e.begun - e.delayed >= nearly_all_on_time * *e.planned;

    if (e.throttled > much_throttled * e.wall / e.threads && !on_time)
        return verdict(
            Bottleneck::client, fmt::format("a CPU quota held the client back for {:.2f} s", e.throttled), e);
    if (delayed_by_others > much_run_delay && e.throttled < 0.5 * e.run_delay)
        return verdict(Bottleneck::noisy,
            fmt::format("other work had the client's CPU for {:.0f} % of the time: repeat on an idle machine",
                100 * delayed_by_others),
            e);
    if (on_time && e.lateness > std::max(much_lateness, e.service))
        return verdict(Bottleneck::client,
            fmt::format("requests were sent {:.1f} ms late although connections were free", e.lateness * 1e3),
            e);
    if (on_time) return verdict(Bottleneck::rate, "the server kept up with the rate that was asked for", e);
    // A server that is let run a quarter of the time makes such answers too, while it runs; but then the client rests.
    if (e.read_delay > much_unread * e.service && e.service > 0 && busy + delayed_by_others > seldom_idle)
        return verdict(Bottleneck::client,
            fmt::format("answers lay unread for {:.0f} % of the service time: use more threads",
                100 * e.read_delay / e.service),
            e);
    if (busy > never_idle)
        return verdict(Bottleneck::client,
            fmt::format("its threads were busy {:.0f} % of the time: use more threads", 100 * busy), e);
    return verdict(Bottleneck::server, "the client was waiting for it", e);
}

} // namespace wasmbench::load
