#include "progress.hpp"

#include "terminal.hpp"

#include <wasmbench/core/diagnostics.hpp>
#include <wasmbench/stats/quantile.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace wasmbench::tool {

std::string describe(RunKey const& key) {
    std::string out = key.runtime;
    if (key.mode != ExecutionMode::native) out += fmt::format(" {}", to_string(key.mode));
    if (auto const details = configuration_text(key); !details.empty()) out += ", " + details;
    if (key.instance == InstancePolicy::new_per_request || key.instance == InstancePolicy::reused)
        out += fmt::format(", {}", to_string(key.instance));
    if (key.firewall != "off") out += ", firewall " + key.firewall;
    out += ", " + key.workload;
    if (!key.endpoint.empty()) out += " " + key.endpoint;
    return out;
}

ProgressStyle progress_style(bool quiet) {
    if (quiet) return ProgressStyle::quiet;
    auto const* term = std::getenv("TERM");
    bool const moves = term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
    return moves && stderr_is_terminal() ? ProgressStyle::screen : ProgressStyle::lines;
}

Progress::Progress(Clock const& clock, ProgressStyle style, std::FILE* out)
    : clock_(clock)
    , style_(style)
    , out_(out) {}

Progress::~Progress() {
    erase();
}

void Progress::show(std::string name, std::filesystem::path const& folder) {
    view_.name = std::move(name);
    view_.folder = folder.string();
}

void Progress::session_starting(std::uint32_t trials) {
    view_.trials = trials;
    view_.ended = view_.failed = view_.discarded = view_.skipped_rows = 0;
    session_began_ = clock_.now();
    running_ = true;
    if (style_ == ProgressStyle::lines) say(fmt::format("{} trials", trials));
    draw();
}

void Progress::session_resumed(std::uint32_t trials_done) {
    view_.ended = trials_done;
    say(fmt::format("{} trials are done, {} are left", view_.ended, view_.trials - view_.ended));
}

void Progress::trial_starting(RunKey const& key) {
    trial_began_ = clock_.now();
    last_figure_.clear();
    lost_ = false;
    result_ = {};
    result_.row = describe(key);
    view_.row = result_.row;
    view_.step.clear(); // drawn with its first step, a moment later
}

void Progress::step(RunKey const& key, std::string_view name) {
    auto text = key.concurrency > 1 ? fmt::format("{}, {} at once", name, key.concurrency) : std::string(name);
    if (text == view_.step) return;
    view_.step = std::move(text);
    draw();
}

void Progress::measured(Measurement const& m) {
    if (m.samples.empty()) return;
    auto const& name = m.metric.name;
    auto const value = m.samples.front().value;
    if (name == "start/ready") {
        result_.cold_start_seconds = value;
        last_figure_ = "first answer after " + time_text(value);
    } else if (name == "http/throughput") {
        result_.per_second = value;
    } else if (name == "http/service_time" && m.phase == Phase::measure) {
        std::vector<double> times;
        for (auto const& s : m.samples) times.push_back(s.value);
        result_.p50_seconds = stats::quantile(stats::sorted_copy(times), 0.5);
    }
}

void Progress::skipped(RunKey const& key, std::string_view reason) {
    if (view_.row.empty()) ++view_.skipped_rows; // else it is the trial that was interrupted
    lost_ = true;
    say(fmt::format("skipped: {}: {}", describe(key), reason));
}

void Progress::failed(RunKey const& key, Failure const& failure) {
    ++view_.failed;
    lost_ = true;
    last_figure_ = "FAILED";
    view_.failures.push_front({describe(key), to_line(failure)});
    view_.failures.resize(std::min(view_.failures.size(), live_failures));
    insist(fmt::format("failed:  {}: {}", describe(key), to_line(failure)));
}

void Progress::discarded(RunKey const& key, std::string_view reason) {
    ++view_.discarded;
    lost_ = true;
    last_figure_ = "discarded";
    insist(fmt::format("discarded: {}: {}", describe(key), reason));
}

void Progress::session_stopped(SessionStop const& stop) {
    if (stop.reason == StopReason::all_blocks && view_.discarded == 0) return;
    insist(fmt::format("stopped ({}) after {} blocks: {} of at most {} trials, {} of them discarded",
        to_string(stop.reason), stop.blocks, view_.ended, view_.trials, view_.discarded));
}

void Progress::trial_ended(RunKey const& key) {
    ++view_.ended;
    auto& [seconds, trials] = seconds_by_row_[key.row()];
    seconds += to_seconds(clock_.now() - trial_began_);
    ++trials;
    if (!lost_) {
        view_.results.push_front(std::exchange(result_, {}));
        view_.results.resize(std::min(view_.results.size(), live_results));
    }
    view_.row.clear();
    view_.step.clear();
    if (style_ == ProgressStyle::lines)
        say(fmt::format("[{:>4}/{}] {}: {}", view_.ended, view_.trials, describe(key), last_figure_));
    draw();
}

void Progress::session_ended(bool) {
    erase();
    running_ = false;
}

void Progress::say(std::string const& line) {
    if (style_ != ProgressStyle::quiet) insist(line);
}

void Progress::insist(std::string const& line) {
    auto const safe = detail::printable(line, '?');
    if (style_ != ProgressStyle::screen || !running_) return write(safe + "\n");
    view_.elapsed_seconds = to_seconds(clock_.now() - session_began_);
    view_.seconds_left = seconds_left();
    write(screen_.say(safe, live_lines(view_, size()), size()));
}

// Nothing before the first trial has ended: those of a campaign that goes on were timed by another process.
std::optional<double> Progress::seconds_left() const {
    if (seconds_by_row_.empty()) return std::nullopt;
    double block = 0;
    for (auto const& [row, s] : seconds_by_row_) block += s.first / s.second;
    return block / static_cast<double>(seconds_by_row_.size()) * (view_.trials - view_.ended);
}

void Progress::draw() {
    if (style_ != ProgressStyle::screen || !running_) return;
    view_.elapsed_seconds = to_seconds(clock_.now() - session_began_);
    view_.seconds_left = seconds_left();
    write(screen_.draw(live_lines(view_, size()), size()));
}

void Progress::erase() {
    if (auto const text = screen_.erase(size()); !text.empty()) write(text);
}

// Asked anew each time: a terminal may be made larger or smaller meanwhile.
ScreenSize Progress::size() const {
    return screen_size(::fileno(out_)).value_or(ScreenSize());
}

void Progress::write(std::string const& text) {
    std::fwrite(text.data(), 1, text.size(), out_);
    std::fflush(out_);
}

} // namespace wasmbench::tool
