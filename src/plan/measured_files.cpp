#include "measured_files.hpp"

#include <wasmbench/plan/artifact_targets.hpp>

#include <sys/stat.h>

namespace wasmbench::plan {

MeasuredFiles::MeasuredFiles(std::vector<ResolvedRow> const& rows) {
    for (auto const& row : rows)
        if (!row.skip_reason)
            for (auto const& file : files_of(row)) states_.try_emplace(file, look(file));
}

Result<void> MeasuredFiles::unchanged(ResolvedRow const& row) const {
    for (auto const& file : files_of(row)) {
        auto const then = states_.find(file);
        auto const now = look(file);
        if (then == states_.end() || then->second == now) continue;
        Diagnostics d;
        d.stage = "before the start";
        d.subject = file.string();
        d.expected = !then->second ? "no such file, as when this run began"
                     : !now        ? "the file that was there when this run began; it is gone"
                                   : "the file that was there when this run began; it is another or was written to since";
        d.remedy = "put it back and run the campaign with --resume, or begin a new one: rows of two builds are not one row";
        return Failure{errc::artifact_missing, std::move(d)};
    }
    return {};
}

std::vector<std::filesystem::path> MeasuredFiles::files_of(ResolvedRow const& row) {
    auto out = row.files;
    for (auto const target : artifact_targets)
        if (auto file = row.workload->artifact(target)) out.push_back(std::move(*file));
    return out;
}

std::optional<MeasuredFiles::State> MeasuredFiles::look(std::filesystem::path const& file) {
    struct stat s {};
    if (::stat(file.c_str(), &s) != 0) return std::nullopt;
#ifdef __APPLE__
    auto const& modified = s.st_mtimespec;
#else
    auto const& modified = s.st_mtim;
#endif
    return State{static_cast<std::uint64_t>(s.st_dev), static_cast<std::uint64_t>(s.st_ino), static_cast<std::int64_t>(s.st_size),
        static_cast<std::int64_t>(modified.tv_sec) * 1'000'000'000 + modified.tv_nsec};
}

} // namespace wasmbench::plan
