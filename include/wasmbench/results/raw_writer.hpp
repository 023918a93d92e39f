#pragma once

#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/observer.hpp>
#include <wasmbench/core/runtime.hpp>
#include <wasmbench/results/resume_point.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace wasmbench::results {

/// Appends one JSON line to raw.jsonl for each event of a session, as it happens: a campaign that is killed
/// has lost nothing but the event it was writing. docs/results-format.md describes the lines.
///
/// Every line goes to the kernel in one write, with no buffer in between: what was told survives the end of this process.
/// It survives the end of the machine from the header, the end of each trial and the end of the session on, when the file
/// is synchronised (fdatasync(2)). Both happen outside the timed parts, because that is when an Observer is called.
///
/// Each line ends in a check over itself and the line before it, so that readers see what happened to the file since.
///
/// Errors: the first one that occurs (no space, input/output error) stops all further writing, so that the
/// file ends at the fault and not in a line of two halves. It is kept in failure() and thrown once, as
/// Error(results_io), from the next describe_row, trial_ended or session_ended: a session whose results
/// cannot be kept should end. A limit of a file's size (RLIMIT_FSIZE) is such an error only in a program that ignores
/// SIGXFSZ; it ends others.
///
/// Lifetime: the clock must outlive it. Thread safety: none; an Observer is called on the session's executor.
class RawWriter final : public Observer {
public:
    /// Creates `file`, which must not exist, and writes the header line. Times in the file are nanoseconds
    /// since `clock.now()` as it is in this call; `started_at` is the wall clock at the same moment. Throws
    /// Error(results_io) when the file exists or cannot be written.
    RawWriter(
        std::filesystem::path file, Clock const& clock, std::chrono::system_clock::time_point started_at);
    /// Goes on with a file, and with its chain if it has one. What is behind its settled lines has to be set aside before the
    /// first event. What the file says already of rows and rows that are skipped is not said again. Times continue on the
    /// file's own scale; after a restart of the machine, whose clock begins anew, behind the last line. Throws
    /// Error(results_io) when the file cannot be written or another harness writes it.
    RawWriter(std::filesystem::path file, Clock const& clock, std::chrono::system_clock::time_point resumed_at,
        Header const& header, ResumePoint const& point);
    ~RawWriter() override;

    /// Before session_starting: what the environment of this harness's children begins with (children_mark()), so that whoever
    /// resumes the campaign finds those that were left.
    void set_children_mark(std::string mark) { children_ = std::move(mark); }

    /// Says what a row is and what must be said beside it, once per row and before its first trial; rows
    /// appear in reports in this order. Only the row's part of `key` counts (RunKey::row); mode, cache and
    /// instance policy are those of `key`.
    void describe_row(RunKey const& key, RowTraits const& traits);

    void session_starting(std::uint32_t trials) override;
    void trial_starting(RunKey const& key) override;
    void instance_ready(RunKey const& key, Endpoint const& endpoint) override;
    void measured(Measurement const& measurement) override;
    void not_measured(RunKey const&, std::string_view metric, std::string_view reason) override;
    void command_run(RunKey const&, std::string_view command) override;
    void state_observed(RunKey const& key, Statefulness state) override;
    void skipped(RunKey const& key, std::string_view reason) override;
    void failed(RunKey const& key, Failure const& failure) override;
    void discarded(RunKey const& key, std::string_view reason) override;
    void trial_ended(RunKey const& key) override;
    void session_stopped(SessionStop const& stop) override;
    void session_ended(bool interrupted) override;

    /// What went wrong first; nullopt while everything that was handed over is in the file.
    std::optional<Failure> const& failure() const noexcept { return failure_; }

private:
    void lock();
    void take_up_chain(std::size_t settled_lines);
    void append_samples(Measurement const& measurement, std::span<Sample const> part);
    void append(std::string object);
    void synchronise();
    void fail(char const* doing, int error_number);
    void throw_once();

    std::filesystem::path file_;
    Clock const& clock_;
    TimePoint origin_;
    int descriptor_ = -1;
    bool chained_ = true;
    std::string check_; ///< of the line before; empty: of none
    std::vector<RunKey> said_rows_;    ///< that an earlier session has described
    std::vector<RunKey> said_skipped_; ///< likewise
    std::string resumed_at_;           ///< empty: a new file
    std::string children_;
    std::optional<Failure> failure_;
    bool reported_ = false;
};

} // namespace wasmbench::results
