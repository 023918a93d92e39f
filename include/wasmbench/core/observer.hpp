#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/measurement.hpp>
#include <wasmbench/core/run_key.hpp>
#include <wasmbench/core/session_stop.hpp>
#include <wasmbench/core/workload.hpp>

#include <cstdint>
#include <string_view>

namespace wasmbench {

/// Hears what a session does, as it does it. All members have empty bodies, so one overrides what one needs.
///
/// Events are paired: every session_starting has its session_ended and every trial_starting its trial_ended,
/// also after a failure or an interruption. Called on the session's executor, never inside a timed part.
class Observer {
public:
    Observer() = default;
    Observer(Observer const&) = delete;
    Observer& operator=(Observer const&) = delete;
    virtual ~Observer() = default;

    /// The first event: so many trials can be run here, those of an earlier run included.
    virtual void session_starting(std::uint32_t /*trials*/) {}
    /// After session_starting: so many of its trials have been run before, and are not run again.
    virtual void session_resumed(std::uint32_t /*trials_done*/) {}
    /// A trial begins; every event until its trial_ended is about it.
    virtual void trial_starting(RunKey const&) {}
    /// What the trial does from now on, in a word or two for a person: "starting", "concurrent". Between the timed
    /// parts, once or more often for each; the key's concurrency is the part's.
    virtual void step(RunKey const&, std::string_view /*name*/) {}
    /// The first correct answer has come; the instance is reached there.
    virtual void instance_ready(RunKey const&, Endpoint const&) {}
    /// One metric of the trial with all its samples, when the part that it belongs to is over.
    virtual void measured(Measurement const&) {}
    /// A figure that a trial could not have, and why ("there is no program curl here"); the trial goes on.
    virtual void not_measured(RunKey const&, std::string_view /*metric*/, std::string_view /*reason*/) {}
    /// A command that the trial has launched, as a person would type it; told when the trial is over.
    virtual void command_run(RunKey const&, std::string_view /*command*/) {}
    /// What consecutive answers said about state; once per trial of a workload that has state.
    virtual void state_observed(RunKey const&, Statefulness) {}
    /// A row or a trial that was not run, and why.
    virtual void skipped(RunKey const&, std::string_view /*reason*/) {}
    /// The trial failed; none of its values is a result.
    virtual void failed(RunKey const&, Failure const&) {}
    /// A trial whose condition (a cache's temperature) was not the one that its row states. What it measured until
    /// then enters no figure.
    virtual void discarded(RunKey const&, std::string_view /*reason*/) {}
    /// The trial is over, whatever came of it.
    virtual void trial_ended(RunKey const&) {}
    /// Why no further block is run; before session_ended, and not when the session is interrupted.
    virtual void session_stopped(SessionStop const&) {}
    /// The last event. Interrupted: somebody cancelled the session.
    virtual void session_ended(bool /*interrupted*/) {}
};

} // namespace wasmbench
