#pragma once

#include "trial_run.hpp"

#include <memory>
#include <string>

namespace wasmbench::plan {

/// An instance beside the trial's own. The context is destroyed after the instance, which must not outlive it.
struct Neighbour {
    std::unique_ptr<RunContext> context;
    InstancePtr instance;
};

/// The trial's context with a folder and log files of its own, both named `name`, and with that connector, which must outlive it.
RunContext neighbour_context(TrialRun const& trial, std::string const& name, Connector& connector);

} // namespace wasmbench::plan
