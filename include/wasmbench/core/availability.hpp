#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace wasmbench {

/// Whether something can be used on this machine. Nothing is ever silently absent: when `usable` is false,
/// `reason` says what is missing and `fix` which command adds it.
struct Availability {
    bool usable = false;
    std::string version; ///< empty when unknown
    std::string reason;  ///< empty when usable
    std::string fix;     ///< a command or a sentence; may be empty
    /// The runtime's own files that a start reads, as far as they are known: its programs and the libraries that come
    /// with them. A record says by them which very ones were measured, and they are what the page cache is emptied of.
    std::vector<std::filesystem::path> files = {};
    /// Of a runtime: the numeric address of this machine at which what it starts reaches a server that runs beside it; a
    /// container has another than the loopback. Empty: none is known.
    std::string beside = "127.0.0.1";

    /// Usable, with what is known of it.
    static Availability yes(std::string v = {}, std::vector<std::filesystem::path> files = {}) {
        return {true, std::move(v), {}, {}, std::move(files)};
    }
    /// Not usable, with a reason that is not empty.
    static Availability no(std::string reason, std::string fix = {}) {
        return {false, {}, std::move(reason), std::move(fix), {}};
    }

    friend bool operator==(Availability const&, Availability const&) = default;
};

} // namespace wasmbench
