#pragma once

#include <optional>
#include <string_view>

namespace wasmbench {

/// The part of a trial that a measurement belongs to.
///  - prepare: build, pull or ahead-of-time compile, before anything is launched
///  - start:   from just before the launch to the first complete correct answer
///  - warmup:  requests whose times are kept but enter no figure
///  - measure: the steady part
///  - stop:    from the request to stop until everything is reaped
enum class Phase { prepare, start, warmup, measure, stop };

constexpr std::string_view to_string(Phase p) noexcept {
    switch (p) {
    case Phase::prepare:
        return "prepare";
    case Phase::start:
        return "start";
    case Phase::warmup:
        return "warmup";
    case Phase::measure:
        return "measure";
    case Phase::stop:
        return "stop";
    }
    return "measure";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<Phase> phase_from_string(std::string_view s) noexcept {
    for (auto p : {Phase::prepare, Phase::start, Phase::warmup, Phase::measure, Phase::stop})
        if (to_string(p) == s) return p;
    return std::nullopt;
}

} // namespace wasmbench
