#include "progress.hpp"

#include "terminal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wasmbench::tool {

std::string describe(RunKey const& key) {
    std::string out = key.runtime;
    if (key.mode != ExecutionMode::native) out += fmt::format(" {}", to_string(key.mode));
    if (auto const details = configuration_text(key); !details.empty()) out += ", " + details;
    if (key.instance == InstancePolicy::new_per_request || key.instance == InstancePolicy::reused)
        out += fmt::format(", {}", to_string(key.instance));
    out += ", " + key.workload;
    if (!key.endpoint.empty()) out += " " + key.endpoint;
    return out;
}

Progress::Progress(Clock const& clock, bool terminal, std::FILE* out)
    : clock_(clock)
    , terminal_(terminal)
    , out_(out) {}

void Progress::session_starting(std::uint32_t trials) {
    total_ = trials;
    done_ = 0;
    discarded_ = 0;
    if (!terminal_) say(fmt::format("{} trials", trials));
}

void Progress::session_resumed(std::uint32_t trials_done) {
    done_ = trials_done;
    say(fmt::format("{} trials are done, {} are left", done_, total_ - done_));
}

void Progress::trial_starting(RunKey const& key) {
    trial_began_ = clock_.now();
    last_figure_.clear();
    draw(describe(key));
}

void Progress::measured(Measurement const& m) {
    if (m.metric.name == "start/ready" && !m.samples.empty())
        last_figure_ = "first answer after " + time_text(m.samples.front().value);
}

void Progress::skipped(RunKey const& key, std::string_view reason) {
    say(fmt::format("skipped: {}: {}", describe(key), reason));
}

void Progress::failed(RunKey const& key, Failure const& failure) {
    last_figure_ = "FAILED";
    say(fmt::format("failed:  {}: {}", describe(key), to_line(failure)));
}

void Progress::discarded(RunKey const& key, std::string_view reason) {
    ++discarded_;
    last_figure_ = "discarded";
    say(fmt::format("discarded: {}: {}", describe(key), reason));
}

void Progress::session_stopped(SessionStop const& stop) {
    if (stop.reason == StopReason::all_blocks && discarded_ == 0) return;
    say(fmt::format("stopped ({}) after {} blocks: {} of at most {} trials, {} of them discarded",
        to_string(stop.reason), stop.blocks, done_, total_, discarded_));
}

void Progress::trial_ended(RunKey const& key) {
    ++done_;
    auto& [seconds, trials] = seconds_by_row_[key.row()];
    seconds += to_seconds(clock_.now() - trial_began_);
    ++trials;
    if (terminal_)
        draw(describe(key));
    else
        say(fmt::format("[{:>4}/{}] {}: {}", done_, total_, describe(key), last_figure_));
}

void Progress::session_ended(bool) {
    erase();
}

void Progress::say(std::string const& line) {
    erase();
    fmt::print(out_, "{}\n", line);
    std::fflush(out_);
}

double Progress::seconds_left() const {
    double block = 0;
    for (auto const& [row, s] : seconds_by_row_) block += s.first / s.second;
    auto const rows = static_cast<double>(std::max<std::size_t>(seconds_by_row_.size(), 1));
    return block / rows * (total_ - done_);
}

void Progress::draw(std::string const& doing) {
    if (!terminal_ || total_ == 0) return;
    constexpr std::uint32_t width = 24;
    auto const filled = done_ * width / total_;
    std::string bar(filled, '#');
    bar.resize(width, '.');
    auto line = fmt::format("[{}] {}/{}  ETA {}  {}", bar, done_, total_,
        done_ == 0 ? std::string("-:--") : clock_text(seconds_left()), doing);
    if (auto const columns = terminal_width(); line.size() >= columns) line.resize(columns - 1);
    // Carriage return, the line, erase to its end.
    fmt::print(out_, "\r{}\x1b[K", line);
    std::fflush(out_);
    drawn_ = true;
}

void Progress::erase() {
    if (!drawn_) return;
    fmt::print(out_, "\r\x1b[K");
    std::fflush(out_);
    drawn_ = false;
}

} // namespace wasmbench::tool
