#include "chain.hpp"
#include "file_descriptor.hpp"
#include "io_failure.hpp"
#include "lines.hpp"
#include "run_key_json.hpp"

#include <wasmbench/core/version.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/results/text_file.hpp>
#include <wasmbench/results/wall_time.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include <sys/file.h>
#include <sys/stat.h>

namespace wasmbench::results {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t nanoseconds(Duration d) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(d).count();
}

/// A line without its line feed. What children print need not be UTF-8, and JSON must be: other bytes become U+FFFD.
std::string to_text(Json const& line) {
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Readers refuse longer lines than would come of this many.
constexpr std::size_t most_samples_in_a_line = 1'000'000;

/// JSON knows finite numbers only.
Json value_json(double v) {
    if (std::isnan(v)) return nullptr;
    if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
    return v; // written with as many digits as reading it back exactly needs
}

Json to_json(Diagnostics const& d) {
    return {{"stage", d.stage}, {"subject", d.subject}, {"command", d.command}, {"exit", d.exit},
        {"stderr_tail", d.stderr_tail}, {"expected", d.expected}, {"remedy", d.remedy}};
}

struct EndpointText {
    std::string operator()(HttpEndpoint const& e) const { return e.url({}); }
    std::string operator()(CallEndpoint const&) const { return "in process"; }
    std::string operator()(CommandEndpoint const& e) const { return e.exit.describe(); }
};

Json event(char const* type, TimePoint now, TimePoint origin) {
    return {{"type", type}, {"at", nanoseconds(now - origin)}};
}

} // namespace

RawWriter::RawWriter(
    std::filesystem::path file, Clock const& clock, std::chrono::system_clock::time_point started_at)
    : file_(std::move(file))
    , clock_(clock)
    , origin_(clock.now())
    , descriptor_(::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) throw Error(io_failure("create the raw results", file_, errno));
    lock();
    append(to_text({{"type", "header"}, {"schema", results_schema}, {"library", version},
        {"started_at", readable_time(started_at)}, {"origin_ns", nanoseconds(origin_.time_since_epoch())},
        {"chain", chain_name}}));
    synchronise();
    if (!failure_) {
        // The folder has the names of this file and of those before it, plan.json and environment.json.
        if (int const problem = synchronise_folder(file_.parent_path())) fail("create the raw results", problem);
    }
    if (failure_) {
        ::close(descriptor_);
        throw Error(*failure_);
    }
}

RawWriter::RawWriter(std::filesystem::path file, Clock const& clock, std::chrono::system_clock::time_point resumed_at,
    Header const& header, ResumePoint const& point)
    : file_(std::move(file))
    , clock_(clock)
    , origin_(std::chrono::nanoseconds(header.origin_ns))
    , descriptor_(::open(file_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW))
    , chained_(!header.chain.empty())
    , said_skipped_(point.skipped_rows)
    , resumed_at_(readable_time(resumed_at)) {
    if (descriptor_ < 0) throw Error(io_failure("resume the raw results", file_, errno));
    lock();
    if (chained_) take_up_chain(point.settled_lines);
    if (auto const now = clock_.now(); now < point.last) origin_ -= point.last - now;
    for (auto const& row : point.rows) said_rows_.push_back(row.key);
}

// One harness at a time: the lock goes with the descriptor, however the process ends.
void RawWriter::lock() {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
        // Between opening and locking another one may have taken a file without a first line for an ownerless one, and removed it.
        struct stat ours{}, named{};
        if (::fstat(descriptor_, &ours) == 0 && ::stat(file_.c_str(), &named) == 0 && ours.st_ino == named.st_ino &&
            ours.st_dev == named.st_dev)
            return;
    } else if (errno != EWOULDBLOCK) {
        return;
    }
    ::close(descriptor_);
    Diagnostics d;
    d.stage = "write the raw results";
    d.subject = file_.string();
    d.expected = "that no other wasmbench writes to this campaign";
    d.remedy = "wait until it has ended";
    throw Error(errc::results_io, std::move(d));
}

// What is written next comes behind the last settled line; what is behind that one now is set aside before.
void RawWriter::take_up_chain(std::size_t settled_lines) {
    auto const text = read_untrusted_file(file_, most_raw_bytes);
    auto const parts = text ? take_apart(line_at(*text, settled_lines)) : std::nullopt;
    if (parts) {
        check_ = parts->check;
        return;
    }
    ::close(descriptor_);
    if (!text) throw Error(text.error());
    Diagnostics d;
    d.stage = "resume the raw results";
    d.subject = fmt::format("{} line {}", file_.string(), settled_lines);
    d.expected = "the line that was there a moment ago";
    throw Error(errc::malformed_input, std::move(d));
}

RawWriter::~RawWriter() {
    ::close(descriptor_);
}

void RawWriter::describe_row(RunKey const& key, RowTraits const& traits) {
    if (std::find(said_rows_.begin(), said_rows_.end(), key.row()) != said_rows_.end()) return;
    auto line = event("row", clock_.now(), origin_);
    line["key"] = to_json(key.row());
    line["fairness"] = traits.fairness;
    append(to_text(line));
    throw_once();
}

void RawWriter::session_starting(std::uint32_t trials) {
    auto line = event("session_starting", clock_.now(), origin_);
    line["trials"] = trials;
    if (!children_.empty()) line["children"] = children_;
    if (!resumed_at_.empty()) line["resumed_at"] = resumed_at_;
    append(to_text(line));
}

void RawWriter::trial_starting(RunKey const& key) {
    auto line = event("trial_starting", clock_.now(), origin_);
    line["key"] = to_json(key);
    append(to_text(line));
}

void RawWriter::instance_ready(RunKey const& key, Endpoint const& endpoint) {
    auto line = event("instance_ready", clock_.now(), origin_);
    line["key"] = to_json(key);
    line["endpoint"] = std::visit(EndpointText{}, endpoint);
    append(to_text(line));
}

void RawWriter::measured(Measurement const& m) {
    auto rest = std::span(m.samples);
    do {
        auto const part = rest.first(std::min(rest.size(), most_samples_in_a_line));
        rest = rest.subspan(part.size());
        append_samples(m, part);
    } while (!rest.empty());
}

void RawWriter::append_samples(Measurement const& m, std::span<Sample const> part) {
    auto line = event("measured", clock_.now(), origin_);
    line["key"] = to_json(m.key);
    line["phase"] = to_string(m.phase);
    line["metric"] = m.metric.name;
    line["unit"] = to_string(m.metric.unit);
    auto samples = Json::array();
    for (auto const& s : part)
        samples.push_back(Json::array({nanoseconds(s.at - origin_), value_json(s.value)}));
    line["samples"] = std::move(samples);
    append(to_text(line));
}

void RawWriter::command_run(RunKey const& key, std::string_view command) {
    auto line = event("command_run", clock_.now(), origin_);
    line["key"] = to_json(key);
    line["command"] = command;
    append(to_text(line));
}

void RawWriter::not_measured(RunKey const& key, std::string_view metric, std::string_view reason) {
    auto line = event("not_measured", clock_.now(), origin_);
    line["key"] = to_json(key);
    line["metric"] = metric;
    line["reason"] = reason;
    append(to_text(line));
}

void RawWriter::state_observed(RunKey const& key, Statefulness state) {
    auto line = event("state_observed", clock_.now(), origin_);
    line["key"] = to_json(key);
    line["state"] = to_string(state);
    append(to_text(line));
}

void RawWriter::skipped(RunKey const& key, std::string_view reason) {
    if (std::find(said_skipped_.begin(), said_skipped_.end(), key) != said_skipped_.end()) return;
    auto line = event("skipped", clock_.now(), origin_);
    line["key"] = to_json(key);
    line["reason"] = reason;
    append(to_text(line));
}

void RawWriter::failed(RunKey const& key, Failure const& f) {
    auto line = event("failed", clock_.now(), origin_);
    line["key"] = to_json(key);
    line["category"] = f.code.category().name();
    line["code"] = f.code.value();
    line["line"] = to_line(f);
    line["diagnostics"] = to_json(f.diagnostics);
    append(to_text(line));
}

void RawWriter::discarded(RunKey const& key, std::string_view reason) {
    auto line = event("discarded", clock_.now(), origin_);
    line["key"] = to_json(key);
    line["reason"] = reason;
    append(to_text(line));
}

void RawWriter::trial_ended(RunKey const& key) {
    auto line = event("trial_ended", clock_.now(), origin_);
    line["key"] = to_json(key);
    append(to_text(line));
    synchronise();
    throw_once();
}

void RawWriter::session_stopped(SessionStop const& stop) {
    auto line = event("session_stopped", clock_.now(), origin_);
    line["reason"] = to_string(stop.reason);
    line["blocks"] = stop.blocks;
    auto rows = Json::array();
    for (auto const& r : stop.rows) {
        Json row = {{"key", to_json(r.key)}, {"satisfied", r.satisfied}, {"values", r.values}};
        if (r.relative_half_width) row["relative_half_width"] = value_json(*r.relative_half_width);
        rows.push_back(std::move(row));
    }
    line["rows"] = std::move(rows);
    append(to_text(line));
}

void RawWriter::session_ended(bool interrupted) {
    auto line = event("session_ended", clock_.now(), origin_);
    line["interrupted"] = interrupted;
    append(to_text(line));
    synchronise();
    throw_once();
}

void RawWriter::append(std::string object) {
    if (failure_) return;
    auto const line = chained_ ? chained(std::move(object), check_) : std::move(object) + "\n";
    if (int const problem = write_all(descriptor_, line)) fail("write the raw results", problem);
}

void RawWriter::synchronise() {
    if (failure_) return;
    int problem = synchronise_data(descriptor_);
    struct stat now{};
    // A file that was removed takes everything that is written to it.
    if (problem == 0 && ::fstat(descriptor_, &now) == 0 && now.st_nlink == 0) problem = ENOENT;
    if (problem != 0) fail("synchronise the raw results", problem);
}

void RawWriter::fail(char const* doing, int error_number) {
    failure_ = io_failure(doing, file_, error_number);
}

void RawWriter::throw_once() {
    if (!failure_ || std::exchange(reported_, true)) return;
    throw Error(*failure_);
}

} // namespace wasmbench::results
