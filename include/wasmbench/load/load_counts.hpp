#pragma once

#include <wasmbench/load/error_class.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace wasmbench::load {

/// What became of the requests of one phase. Each request is in exactly one place, as an integer: nothing
/// that was in flight at the end disappears.
struct LoadCounts {
    /// The number asked for; without one (a run bounded by duration alone) the number that was begun.
    std::uint64_t planned = 0;
    /// Complete response, expected status, body accepted.
    std::uint64_t ok = 0;
    /// Failed, by class; see error().
    std::array<std::uint64_t, error_class_count> errors{};
    /// Begun (connecting for it counts) and neither answered nor failed when the run ended.
    std::uint64_t outstanding = 0;
    /// Asked for and not begun when the run ended.
    std::uint64_t never_sent = 0;

    /// How many failed in this way.
    constexpr std::uint64_t& error(ErrorClass c) noexcept { return errors[static_cast<std::size_t>(c)]; }
    /// How many failed in this way.
    constexpr std::uint64_t error(ErrorClass c) const noexcept { return errors[static_cast<std::size_t>(c)]; }

    /// Failed requests of all classes.
    constexpr std::uint64_t failed() const noexcept {
        return std::accumulate(errors.begin(), errors.end(), std::uint64_t{0});
    }

    /// planned = ok + failed + outstanding + never_sent. The five are counted in different places, so this is
    /// a statement about the run and not about this struct. run() and async_run() never give a result without
    /// it.
    constexpr bool balanced() const noexcept { return planned == ok + failed() + outstanding + never_sent; }

    friend bool operator==(LoadCounts const&, LoadCounts const&) = default;
};

} // namespace wasmbench::load
