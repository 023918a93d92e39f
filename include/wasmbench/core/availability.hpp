#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace wasmbench {

/// Whether something can be used on this machine. Nothing is ever silently absent: when `usable` is false,
/// `reason` says what is missing and `fix` which command adds it.
struct Availability {
    bool usable = false;
    std::string version; ///< empty when unknown
    std::string reason;  ///< empty when usable
    std::string fix;     ///< a command or a sentence; may be empty
    /// The runtime's own files that a start reads: programs and the libraries that come with them. Empty when it
    /// has none, or when they are not known.
    std::vector<std::filesystem::path> files = {};

    static Availability yes(std::string v = {}) { return {true, std::move(v), {}, {}, {}}; }
    static Availability no(std::string reason, std::string fix = {}) {
        return {false, {}, std::move(reason), std::move(fix), {}};
    }

    friend bool operator==(Availability const&, Availability const&) = default;
};

} // namespace wasmbench
