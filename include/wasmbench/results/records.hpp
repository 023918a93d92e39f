#pragma once

#include <wasmbench/core/diagnostics.hpp>
#include <wasmbench/core/measurement.hpp>
#include <wasmbench/core/run_key.hpp>
#include <wasmbench/core/session_stop.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/core/version.hpp>
#include <wasmbench/core/workload.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What raw.jsonl holds, as values. Each type is one kind of line; the Observer's member of the same name
/// says what it means.
namespace wasmbench::results {

/// The first line of raw.jsonl.
struct Header {
    int schema = results_schema;
    std::string library;    ///< version of wasmbench that wrote the file
    std::string started_at; ///< wall clock, UTC, RFC 3339
    std::int64_t origin_ns =
        0; ///< what the monotonic clock showed at that moment: zero of all times in the file
    std::string chain = {}; ///< how its lines are chained: "crc32c"; empty in files written before they were

    friend bool operator==(Header const&, Header const&) = default;
};

/// A line `row`.
struct RowDescribed {
    RunKey key;                        ///< without block, trial and concurrency
    std::vector<std::string> fairness; ///< full sentences to be read beside the row

    friend bool operator==(RowDescribed const&, RowDescribed const&) = default;
};

/// A line `session_starting`.
struct SessionStarting {
    std::uint32_t trials = 0;
    std::string children = {};   ///< children_mark() of the harness; empty in files written before there was one
    std::string resumed_at = {}; ///< wall clock, UTC, RFC 3339, of a session that goes on with an earlier one; else empty

    friend bool operator==(SessionStarting const&, SessionStarting const&) = default;
};

/// A line `trial_starting`.
struct TrialStarting {
    RunKey key;

    friend bool operator==(TrialStarting const&, TrialStarting const&) = default;
};

/// A line `instance_ready`.
struct InstanceReady {
    RunKey key;
    std::string endpoint; ///< for a person: "http://127.0.0.1:8080", "in process", "exit status 0"

    friend bool operator==(InstanceReady const&, InstanceReady const&) = default;
};

/// A line `not_measured`.
struct NotMeasured {
    RunKey key;
    std::string metric;
    std::string reason;

    friend bool operator==(NotMeasured const&, NotMeasured const&) = default;
};

/// A command that a trial has launched.
struct CommandRun {
    RunKey key;
    std::string command; ///< as a person would type it

    friend bool operator==(CommandRun const&, CommandRun const&) = default;
};

/// A line `state_observed`.
struct StateObserved {
    RunKey key;
    Statefulness state = Statefulness::not_applicable;

    friend bool operator==(StateObserved const&, StateObserved const&) = default;
};

/// A line `skipped`.
struct Skipped {
    RunKey key;
    std::string reason;

    friend bool operator==(Skipped const&, Skipped const&) = default;
};

/// A Failure as far as it can be written down: an error category cannot be, only its name.
struct Failed {
    RunKey key;
    std::string category; ///< "wasmbench", "system"
    int code = 0;
    std::string line; ///< all of it in one line, as to_line(Failure) gave it
    Diagnostics diagnostics;

    friend bool operator==(Failed const&, Failed const&) = default;
};

/// A line `discarded`.
struct Discarded {
    RunKey key;
    std::string reason;

    friend bool operator==(Discarded const&, Discarded const&) = default;
};

/// A line `trial_ended`.
struct TrialEnded {
    RunKey key;

    friend bool operator==(TrialEnded const&, TrialEnded const&) = default;
};

/// A line `session_ended`.
struct SessionEnded {
    bool interrupted = false;

    friend bool operator==(SessionEnded const&, SessionEnded const&) = default;
};

/// One line after the header. A measured value that was not a number is NaN.
struct Event {
    TimePoint at; ///< when it was written
    std::variant<RowDescribed, SessionStarting, TrialStarting, InstanceReady, Measurement, NotMeasured, CommandRun,
        StateObserved, Skipped, Failed, Discarded, TrialEnded, SessionStop, SessionEnded>
        what;

    friend bool operator==(Event const&, Event const&) = default;
};

/// An end of the file that is not whole, because the writer was killed, the disk was full or the power failed in the middle of it.
struct TornLine {
    std::size_t number = 0; ///< of its first line, counted from 1
    std::string text;       ///< from there to the end of the file

    friend bool operator==(TornLine const&, TornLine const&) = default;
};

/// A whole raw.jsonl, events in the order in which they happened.
struct Records {
    Header header;
    std::vector<Event> events;
    std::optional<TornLine> torn; ///< set aside, part of no event

    friend bool operator==(Records const&, Records const&) = default;
};

} // namespace wasmbench::results
