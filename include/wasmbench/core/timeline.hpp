#pragma once

#include <wasmbench/core/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench {

/// Names of the moments that every adapter marks, in the order in which they happen. Adapters add their own
/// (`container_created`, `component_deployed`) between them.
namespace marks {
inline constexpr std::string_view launch = "launch";             ///< just before the launch call
inline constexpr std::string_view spawned = "spawned";           ///< the launch call returned
/// The last moment at which it is known not to have been there: the begin of the last try that failed, or, where the system tells
/// it, when the port that answered began to listen.
inline constexpr std::string_view last_failure = "last_failure";
inline constexpr std::string_view connecting = "connecting";     ///< the connection that succeeded was begun
inline constexpr std::string_view connected = "connected";       ///< a connection was accepted
inline constexpr std::string_view first_byte = "first_byte";     ///< first byte of the first correct answer
inline constexpr std::string_view ready = "ready";               ///< the first correct answer was complete
} // namespace marks

/// What a start consists of, in this order, whatever the runtime. Which of their borders can be seen differs.
enum class StartPhase {
    spawn,        ///< until what was launched exists: a process, a container, a thread
    engine_start, ///< until the runtime itself is up
    load,         ///< until the code is there: read and compiled, or mapped
    instantiate,  ///< until the workload's own code could run
    first_answer, ///< until the first correct answer; of a program: until its correct end
};

inline constexpr StartPhase all_start_phases[] = {StartPhase::spawn, StartPhase::engine_start,
    StartPhase::load, StartPhase::instantiate, StartPhase::first_answer};

constexpr std::string_view to_string(StartPhase p) noexcept {
    switch (p) {
    case StartPhase::spawn:
        return "spawn";
    case StartPhase::engine_start:
        return "engine_start";
    case StartPhase::load:
        return "load";
    case StartPhase::instantiate:
        return "instantiate";
    case StartPhase::first_answer:
        break;
    }
    return "first_answer";
}

/// A border in a start that could be seen: at `at` a stretch that lies in `phase`, or in one before it that
/// was not over yet, had ended, and when `whole` so had `phase` and all before it. `stretch` names what lies
/// between the border before and this one ("create"); it may be empty.
struct Border {
    StartPhase phase;
    bool whole;
    std::string stretch;
    TimePoint at;

    friend bool operator==(Border const&, Border const&) = default;
};

/// One named moment.
struct Mark {
    std::string name;
    TimePoint at;

    friend bool operator==(Mark const&, Mark const&) = default;
};

/// The moments of an instance's life so far, in the order they were marked. A plain value.
class Timeline {
public:
    /// Sets `name` to `at`; a name that is already there is moved (last_failure moves with each try).
    void mark(std::string_view name, TimePoint at) {
        for (auto& m : marks_)
            if (m.name == name) {
                m.at = at;
                return;
            }
        marks_.push_back({std::string(name), at});
    }

    /// When `name` was; nullopt when it was not marked.
    std::optional<TimePoint> at(std::string_view name) const noexcept {
        for (auto const& m : marks_)
            if (m.name == name) return m.at;
        return std::nullopt;
    }

    /// Time from one mark to another; nullopt when either is missing.
    std::optional<Duration> between(std::string_view from, std::string_view to) const noexcept {
        auto const a = at(from);
        auto const b = at(to);
        if (!a || !b) return std::nullopt;
        return *b - *a;
    }

    /// Every mark, in the order in which each name was first set.
    std::vector<Mark> const& all() const noexcept { return marks_; }

    /// An adapter saw that `phase`, and so all before it, was over at `at`. A phase whose end nothing shows
    /// is left out, not estimated.
    void ends(StartPhase phase, TimePoint at, std::string_view stretch = {}) {
        borders_.push_back({phase, true, std::string(stretch), at});
    }
    /// The same of a stretch in `phase`, or in one before it whose end was not seen: no phase is over for it.
    void part_ends(StartPhase phase, TimePoint at, std::string_view stretch) {
        borders_.push_back({phase, false, std::string(stretch), at});
    }

    /// The borders that were seen, in the order in which they were told.
    std::vector<Border> const& borders() const noexcept { return borders_; }

private:
    std::vector<Mark> marks_;
    std::vector<Border> borders_;
};

} // namespace wasmbench
