#include "file_descriptor.hpp"
#include "io_failure.hpp"
#include "lines.hpp"

#include <wasmbench/results/resume_point.hpp>
#include <wasmbench/results/text_file.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <sys/file.h>

namespace wasmbench::results {
namespace {

class Settling {
public:
    ResumePoint take(Records const& records) {
        point_.last = TimePoint(std::chrono::nanoseconds(records.header.origin_ns));
        settle(1); // the header
        for (std::size_t i = 0; i < records.events.size(); ++i) {
            line_ = i + 2; // counted from 1, behind the header
            at_ = records.events[i].at;
            std::visit(*this, records.events[i].what);
        }
        return std::move(point_);
    }

    void operator()(RowDescribed const& row) {
        point_.rows.push_back(row);
        outside_trials();
    }
    void operator()(SessionStarting const& start) {
        if (!start.children.empty()) point_.children.push_back(start.children);
        outside_trials();
    }
    void operator()(TrialStarting const& t) {
        trial_ = SettledTrial{t.key, false, false, {}};
        interrupted_ = false;
    }
    void operator()(Measurement const& m) {
        if (trial_) trial_->measurements.push_back(m);
    }
    void operator()(Skipped const& s) {
        if (trial_) {
            interrupted_ = true;
            return;
        }
        point_.skipped_rows.push_back(s.key.row());
        outside_trials();
    }
    void operator()(Failed const&) {
        if (trial_) trial_->failed = true;
    }
    void operator()(Discarded const&) {
        if (trial_) trial_->discarded = true;
    }
    void operator()(TrialEnded const&) {
        if (trial_ && !interrupted_) {
            point_.trials.push_back(std::move(*trial_));
            settle(line_);
        }
        trial_.reset();
    }
    void operator()(SessionStop const&) {}
    void operator()(SessionEnded const& end) {
        if (end.interrupted) return;
        point_.over = true;
        settle(line_);
    }
    void operator()(InstanceReady const&) {}
    void operator()(StateObserved const&) {}
    void operator()(NotMeasured const&) {}
    void operator()(CommandRun const&) {}

private:
    // Lines of the session itself are kept as long as no trial before them was cut short.
    void outside_trials() {
        if (!trial_ && point_.settled_lines + 1 == line_) settle(line_);
    }
    void settle(std::size_t lines) {
        point_.settled_lines = lines;
        if (lines > 1) point_.last = at_;
    }

    ResumePoint point_;
    std::optional<SettledTrial> trial_;
    bool interrupted_ = false;
    std::size_t line_ = 1;
    TimePoint at_;
};

// A name beside the raw results that is not taken.
std::filesystem::path unfinished_name(std::filesystem::path const& raw) {
    std::filesystem::path out;
    int number = 1;
    do out = raw.parent_path() / fmt::format("raw.unfinished-{}.jsonl", number++);
    while (std::filesystem::exists(std::filesystem::symlink_status(out)));
    return out;
}

} // namespace

ResumePoint resume_point(Records const& records) {
    return Settling().take(records);
}

Result<bool> has_begun(std::filesystem::path const& raw) {
    if (!std::filesystem::exists(raw)) return false;
    auto const text = read_untrusted_file(raw, most_raw_bytes);
    if (!text) return text.error();
    if (text->find('\n') != std::string::npos) return true;
    int const descriptor = ::open(raw.c_str(), O_RDONLY | O_CLOEXEC);
    bool const ownerless = descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    // Half a first line is what a kill leaves; whatever else it may be is not for us to remove.
    int const removed = !ownerless ? -1 : text->empty() ? ::unlink(raw.c_str()) : ::rename(raw.c_str(), unfinished_name(raw).c_str());
    int const problem = removed == 0 ? 0 : errno;
    if (descriptor >= 0) ::close(descriptor);
    if (problem != 0) return io_failure("resume", raw, problem);
    return false;
}

Result<std::optional<std::filesystem::path>> set_unfinished_aside(std::filesystem::path const& raw, std::size_t settled_lines) {
    auto const text = read_untrusted_file(raw, most_raw_bytes);
    if (!text) return text.error();
    auto const keep = end_of_line(*text, settled_lines);
    if (keep == text->size()) return std::optional<std::filesystem::path>();
    auto const aside = unfinished_name(raw);
    if (auto const written = write_text_file(aside, std::string_view(*text).substr(keep)); !written) return written.error();
    // Cut only when what is cut off is safe beside it.
    if (int const problem = synchronise_folder(raw.parent_path())) return io_failure("resume", raw, problem);
    if (::truncate(raw.c_str(), static_cast<off_t>(keep)) != 0) return io_failure("resume", raw, errno);
    return std::optional(aside);
}

} // namespace wasmbench::results
