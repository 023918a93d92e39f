#pragma once

#include <array>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdio>

namespace wasmbench::adapters::sightglass {

/// The moments of a run. Taken without a system call that writes and without an allocation, since some are taken inside of
/// what the engine times; written down at the end. A program may call bench.start again and again: each name has one place.
/// Names are told apart by their address and must live as long as this.
class Moments {
public:
    using Clock = std::chrono::steady_clock;

    /// Of several under one name the last is kept.
    void take(char const* name) noexcept { place(name).at = Clock::now(); }

    /// Of several under one name the first is kept.
    void take_first(char const* name) noexcept {
        auto const before = count_;
        auto& moment = place(name);
        if (count_ != before) moment.at = Clock::now();
    }

    /// A line each, in the order in which the names came: the name and the time in nanoseconds of the steady clock, which all
    /// processes share.
    bool write(std::FILE* out) const {
        for (std::size_t i = 0; i < count_; ++i) {
            auto const ns = std::chrono::duration_cast<std::chrono::nanoseconds>(taken_[i].at.time_since_epoch());
            std::fprintf(out, "%s %lld\n", taken_[i].name, static_cast<long long>(ns.count()));
        }
        return std::fflush(out) == 0;
    }

private:
    struct Moment {
        char const* name = "";
        Clock::time_point at;
    };

    Moment& place(char const* name) noexcept {
        for (std::size_t i = 0; i < count_; ++i)
            if (taken_[i].name == name) return taken_[i];
        assert(count_ < taken_.size()); // there are twelve names
        taken_[count_].name = name;
        return taken_[count_++];
    }

    std::array<Moment, 16> taken_;
    std::size_t count_ = 0;
};

} // namespace wasmbench::adapters::sightglass
