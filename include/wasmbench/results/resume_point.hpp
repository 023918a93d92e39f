#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/results/records.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::results {

/// A trial that came to its end, not one that was ended by an interruption.
struct SettledTrial {
    RunKey key;
    bool failed = false;
    bool discarded = false;
    std::vector<Measurement> measurements;

    friend bool operator==(SettledTrial const&, SettledTrial const&) = default;
};

/// Where a campaign that was interrupted or killed goes on.
struct ResumePoint {
    std::vector<RowDescribed> rows;
    std::vector<SettledTrial> trials;  ///< in the order in which they were run
    std::vector<RunKey> skipped_rows;  ///< of which the file says so already
    std::vector<std::string> children; ///< marks of the harnesses that have written the file (children_mark)
    std::size_t settled_lines = 0;     ///< of the file, header included; what follows belongs to an unfinished trial
    TimePoint last;                    ///< when the last settled line was written
    bool over = false;                 ///< the session came to its own end: there is nothing to go on with
};

/// Pure.
ResumePoint resume_point(Records const& records);

/// Whether `raw` has its first line. A file without it holds nothing that could be gone on with, and does not stay: its harness
/// was killed as it made it. What there is of it is kept in a "raw.unfinished-N.jsonl".
/// Errors: results_io, also when a harness that lives has just made it.
Result<bool> has_begun(std::filesystem::path const& raw);

/// Moves every line behind the first `settled_lines` of `raw` into a new file beside it, "raw.unfinished-N.jsonl": no figure is
/// made of them, and nothing is lost. Gives that file's name; nullopt when there is no such line. Killed in the middle, it
/// leaves `raw` as it was. Errors: results_io.
Result<std::optional<std::filesystem::path>> set_unfinished_aside(std::filesystem::path const& raw, std::size_t settled_lines);

} // namespace wasmbench::results
