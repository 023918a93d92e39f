#pragma once

#include <wasmbench/core/runtime.hpp>

#include <memory>

namespace wasmbench::selfcheck {

/// A runtime that does nothing: its programs have ended, with the right answer, when they are started, and no process was
/// ever there. What a trial of it takes is the harness's own. Its name is "empty"; it has Capability::command.
std::unique_ptr<Runtime> make_empty_runtime();

/// The program for it: "nothing" answers with nothing.
std::unique_ptr<Workload> make_empty_workload();

} // namespace wasmbench::selfcheck
