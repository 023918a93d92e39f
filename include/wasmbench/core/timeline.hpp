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
inline constexpr std::string_view last_failure = "last_failure"; ///< begin of the last try that failed
inline constexpr std::string_view connected = "connected";       ///< a connection was accepted
inline constexpr std::string_view first_byte = "first_byte";     ///< first byte of the first correct answer
inline constexpr std::string_view ready = "ready";               ///< the first correct answer was complete
} // namespace marks

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

    std::vector<Mark> const& all() const noexcept { return marks_; }

private:
    std::vector<Mark> marks_;
};

} // namespace wasmbench
