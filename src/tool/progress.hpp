#pragma once

#include "live_screen.hpp"
#include "live_view.hpp"

#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/observer.hpp>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace wasmbench::tool {

enum class ProgressStyle {
    quiet,  ///< what failed, and how it ended
    lines,  ///< a line per trial
    screen, ///< a view that is drawn anew in place, below the lines that are not of every trial
};

/// On a terminal that can move its cursor the screen, elsewhere lines; `quiet` wins over both.
ProgressStyle progress_style(bool quiet);

/// Tells a person how far a session is, on stderr. Failed, discarded and skipped trials are always lines of their own.
/// Draws when something happens and never by itself: a timer would wake the harness while it measures.
class Progress final : public Observer {
public:
    Progress(Clock const& clock, ProgressStyle style, std::FILE* out = stderr);
    ~Progress() override;

    /// What the view is headed with.
    void show(std::string name, std::filesystem::path const& folder);

    void session_starting(std::uint32_t trials) override;
    void session_resumed(std::uint32_t trials_done) override;
    void trial_starting(RunKey const& key) override;
    void step(RunKey const& key, std::string_view name) override;
    void measured(Measurement const& m) override;
    void skipped(RunKey const& key, std::string_view reason) override;
    void failed(RunKey const& key, Failure const& failure) override;
    void discarded(RunKey const& key, std::string_view reason) override;
    void trial_ended(RunKey const& key) override;
    void session_stopped(SessionStop const& stop) override;
    void session_ended(bool interrupted) override;

    /// A line that is good to know; nothing when it is to be quiet.
    void say(std::string const& line);
    /// A line that is always said.
    void insist(std::string const& line);

private:
    void draw();
    void erase();
    void write(std::string const& text);
    ScreenSize size() const;
    std::optional<double> seconds_left() const;

    Clock const& clock_;
    ProgressStyle style_;
    std::FILE* out_;
    LiveView view_;
    LiveScreen screen_;
    bool running_ = false; ///< the view is shown from a session's start to its end
    TimePoint session_began_;
    TimePoint trial_began_;
    LiveResult result_; ///< of the trial under way
    bool lost_ = false; ///< it has failed, or was discarded
    std::string last_figure_;
    // Rows differ in length by orders of magnitude, so the rest is estimated row by row: trials come in
    // blocks, and each row has as many trials left as the others.
    std::map<RunKey, std::pair<double, std::uint32_t>> seconds_by_row_;
};

/// "wasmtime jit, cache off, new-per-request, http_service /state".
std::string describe(RunKey const& key);

} // namespace wasmbench::tool
