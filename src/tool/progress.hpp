#pragma once

#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/observer.hpp>

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>

namespace wasmbench::tool {

/// Tells a person how far a session is, on stderr: one line that is rewritten in place on a terminal, one
/// line per trial elsewhere. Failed, discarded and skipped trials are always lines of their own.
class Progress final : public Observer {
public:
    Progress(Clock const& clock, bool terminal, std::FILE* out = stderr);

    void session_starting(std::uint32_t trials) override;
    void session_resumed(std::uint32_t trials_done) override;
    void trial_starting(RunKey const& key) override;
    void measured(Measurement const& m) override;
    void skipped(RunKey const& key, std::string_view reason) override;
    void failed(RunKey const& key, Failure const& failure) override;
    void discarded(RunKey const& key, std::string_view reason) override;
    void trial_ended(RunKey const& key) override;
    void session_stopped(SessionStop const& stop) override;
    void session_ended(bool interrupted) override;

    /// A line for the person, without disturbing the bar.
    void say(std::string const& line);

private:
    void draw(std::string const& doing);
    void erase();
    double seconds_left() const;

    Clock const& clock_;
    bool terminal_;
    std::FILE* out_;
    std::uint32_t total_ = 0;
    std::uint32_t done_ = 0;
    std::uint32_t discarded_ = 0;
    TimePoint trial_began_;
    std::string last_figure_;
    bool drawn_ = false;
    // Rows differ in length by orders of magnitude, so the rest is estimated row by row: trials come in
    // blocks, and each row has as many trials left as the others.
    std::map<RunKey, std::pair<double, std::uint32_t>> seconds_by_row_;
};

/// "wasmtime jit, cache off, new-per-request, http_service /state".
std::string describe(RunKey const& key);

} // namespace wasmbench::tool
