#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/plan/resolve.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

namespace wasmbench::plan {

/// The files of a session's rows, a runtime's and a workload's, as they were when it was made: that one is another since (an
/// update that was installed meanwhile, a new build) is seen without reading it. What they hold is a record's business, once,
/// at a campaign's begin.
class MeasuredFiles {
public:
    explicit MeasuredFiles(std::vector<ResolvedRow> const& rows);

    /// Whether those of `row` are what they were; errc::artifact_missing with the file and what is another about it. A few calls of
    /// stat(), outside of what is timed.
    Result<void> unchanged(ResolvedRow const& row) const;

private:
    /// Of the file that a name leads to; one that is written anew in place has another size or time, one that took its place
    /// another number.
    struct State {
        std::uint64_t device;
        std::uint64_t number;
        std::int64_t size;
        std::int64_t modified_ns;
        friend bool operator==(State const&, State const&) = default;
    };

    static std::vector<std::filesystem::path> files_of(ResolvedRow const& row);
    static std::optional<State> look(std::filesystem::path const& file);

    std::map<std::filesystem::path, std::optional<State>> states_;
};

} // namespace wasmbench::plan
