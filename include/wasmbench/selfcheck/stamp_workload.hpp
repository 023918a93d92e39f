#pragma once

#include <wasmbench/core/time.hpp>
#include <wasmbench/core/timeline.hpp>
#include <wasmbench/core/workload.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::selfcheck {

/// When the stamp target says that things happened, on the clock of TimePoint (both are CLOCK_MONOTONIC).
struct Stamps {
    TimePoint began;                    ///< its main was entered
    TimePoint listening;                ///< listen() had returned: from then on it could have answered
    std::optional<TimePoint> answering; ///< its first answer was about to be written; not known before that
};

/// Reads "began_ns=N listening_ns=N", with or without " answering_ns=N"; nullopt for anything else.
std::optional<Stamps> parse_stamps(std::string_view text);

/// By how much the harness was late: from the moment when a connection would have been answered until it began one, and from the
/// begin of the target's answer until it had it. What lies in between, the connection itself and what the target took to be woken
/// and to answer, takes as long for a client that is not late at all. An upper bound, since the target's own sending is in it.
/// nullopt when the timeline has no connection or no ready, or the target has not answered.
std::optional<Duration> readiness_error(Timeline const& timeline, Stamps const& truth);

/// wasmbench-stamp-target as a service: a start of it has a truth to be held against. Keeps the last answer, so one object
/// is used by one thread.
class StampWorkload final : public Workload {
public:
    /// `program` is wasmbench-stamp-target.
    explicit StampWorkload(std::filesystem::path program)
        : program_(std::move(program)) {}

    std::string_view name() const noexcept override { return "stamp"; }
    std::string_view endpoint() const noexcept override { return "/"; }
    Capabilities needs() const noexcept override { return {Capability::http}; }
    std::optional<std::filesystem::path> artifact(std::string_view target) const override {
        return target == "native" ? std::optional(program_) : std::nullopt;
    }
    Request request(std::uint64_t) const override { return {}; }
    bool answers(Request const&, std::string_view response) const override {
        last_ = parse_stamps(response);
        return last_ && last_->answering;
    }
    std::string expected() const override { return "\"began_ns=N listening_ns=N answering_ns=N\""; }

    /// Of the last correct answer.
    std::optional<Stamps> const& stamps() const noexcept { return last_; }

private:
    std::filesystem::path program_;
    mutable std::optional<Stamps> last_;
};

} // namespace wasmbench::selfcheck
