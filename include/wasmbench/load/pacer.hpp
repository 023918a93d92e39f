#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/time.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

/// When the requests of an open loop are due.
///
/// An Arrival describes the moments, a Pacer is one walk through them. All times are offsets from the start
/// of a phase, in whole nanoseconds, and follow from the number of the request: nothing drifts, however long
/// a run is. Nothing here reads a clock.
///
/// Thread safety: an Arrival may be called from several threads at once; a Pacer belongs to one.
namespace wasmbench::load {

/// When the requests of an open loop are due.
class Pacer {
public:
    virtual ~Pacer() = default;

    /// Offset of the next request from the start of the phase, never decreasing; nullopt: no more, then and
    /// ever after. Neither allocates nor throws, unless a pacer of the caller's own does.
    virtual std::optional<Duration> next() = 0;
};

/// Makes a fresh pacer for each run, which gives the same moments each time. An empty one: a closed loop.
using Arrival = std::function<std::unique_ptr<Pacer>()>;

/// The highest rate that is accepted, in requests per second: ten nanoseconds between two requests.
inline constexpr double highest_arrival_rate = 1e8;

/// Request k (from 0) is due at k / per_second, rounded to the nearest nanosecond; exact for every k, in
/// integers. Endless, that is up to 292 years.
///
/// Errors: Error(errc::invalid_option) unless per_second is in (0, highest_arrival_rate]. All factories here
/// report so, and all do it when they are called, not when the run begins.
Arrival constant_rate(double per_second);

/// A Poisson process: independent, exponential gaps with mean 1 / per_second; the first request comes one gap
/// after the start. Endless. The same seed gives the same moments, on every platform to a nanosecond: the
/// gaps are drawn by comparisons alone (von Neumann, "Various techniques used in connection with random
/// digits", NBS Applied Mathematics Series 12, 1951), not by a platform's logarithm.
Arrival poisson(double per_second, std::uint64_t seed);

/// How the requests of a RateProfile are spread.
enum class Law {
    constant, ///< evenly: one whenever the expected number of requests reaches a whole number, from 0
    poisson   ///< independently of each other
};

/// A rate over time, in pieces that are constant or linear. Rates in requests per second.
///
///     RateProfile().ramp(0, 5000, 10s).hold(5000, 60s).hold(8000)
///
/// Errors: Error(errc::invalid_option) for a rate that is not in (0, highest_arrival_rate] (one end of a ramp
/// may be 0), a duration that is not positive, and a piece after an endless one. A value.
class RateProfile {
public:
    /// One piece. Without a duration it is endless.
    struct Piece {
        double from = 0;
        double to = 0;
        std::optional<Duration> duration;

        friend bool operator==(Piece const&, Piece const&) = default;
    };

    /// So long at a constant rate, in requests per second. Returns this profile, as the next two do.
    RateProfile& hold(double per_second, Duration duration);
    /// For ever; must be the last piece.
    RateProfile& hold(double per_second);
    /// Linear in time.
    RateProfile& ramp(double from_per_second, double to_per_second, Duration duration);

    /// What was appended, in that order.
    std::vector<Piece> const& pieces() const noexcept { return pieces_; }
    /// How long it is; nullopt: endless.
    std::optional<Duration> duration() const;
    /// Expected number of requests from the start to `offset`: the integral of the rate.
    double expected_requests(Duration offset) const;

    friend bool operator==(RateProfile const&, RateProfile const&) = default;

private:
    void add(Piece piece);

    std::vector<Piece> pieces_;
};

/// Requests at a rate that changes: a process of rate 1, evenly spaced or Poisson, whose times are mapped
/// through the inverse of the profile's cumulative rate. So ramps and steps are exact for both laws, and
/// there is no error at the seams (Cinlar, Introduction to Stochastic Processes, 1975, ch. 4; named among the
/// alternatives in Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes by thinning", Naval
/// Research Logistics 26, 1979). Ends with the profile: a request due at its end is not made. `seed` matters
/// for Law::poisson alone.
///
/// Errors: Error(errc::invalid_option) for a profile without pieces.
Arrival paced(RateProfile profile, Law law, std::uint64_t seed = 0);

/// Each moment of `inner` becomes `size` requests at that moment. The mean rate is therefore `size` times
/// that of `inner`; for bursts at a mean rate of r give an `inner` of rate r / size, as parse_arrival() does.
///
/// Errors: Error(errc::invalid_option) for size 0 and for an empty `inner`, here and below.
Arrival bursts(std::size_t size, Arrival inner);

/// The requests of `first` that are due before `for_how_long`, and from that moment on those of `second`,
/// whose start it is. When `first` ends sooner there is a pause.
Arrival then(Arrival first, Duration for_how_long, Arrival second);

/// The requests of both. Two Poisson processes with unrelated seeds make one whose rate is the sum.
Arrival merged(Arrival a, Arrival b);

/// An arrival as it is written on a command line:
///
///     constant                      constant_rate(rate)
///     poisson                       poisson(rate, seed)
///     burst:N                       bursts of N requests, evenly spaced, so that the mean rate is `rate`
///     ramp:FROM-TO:SECONDS          evenly spaced at a rate that rises or falls, and stays at TO
///     step:R1,R2,R3:SECONDS_EACH    evenly spaced at each rate in turn, and stays at the last
///     poisson-ramp:..., poisson-step:...    the same as Poisson processes
///
/// Numbers are plain decimals. `rate`, in requests per second, is not looked at by ramp and step.
/// Failure with errc::invalid_option for any other text and for what the factories refuse.
Result<Arrival> parse_arrival(std::string_view text, double rate, std::uint64_t seed);

} // namespace wasmbench::load
