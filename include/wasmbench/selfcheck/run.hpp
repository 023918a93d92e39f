#pragma once

#include <wasmbench/core/clock.hpp>
#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/runtime.hpp>
#include <wasmbench/selfcheck/check.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

namespace wasmbench::selfcheck {

/// What the harness is tried with. All of it must outlive the run.
struct Subjects {
    Launcher& launcher;
    Connector& connector;
    Clock& clock;
    Runtime& native; ///< runs the artifact "native" of a workload
    /// Where wasmbench-hello, wasmbench-stamp-target and wasmbench-known-usage are. What is not there is a check that was not
    /// run, with its reason.
    std::filesystem::path programs;
    std::filesystem::path scratch; ///< an existing folder
};

/// How much of each; the defaults take some ten seconds.
struct Settings {
    std::uint64_t seed = 0;           ///< of the orders
    std::uint32_t aa_pairs = 100;
    std::uint32_t empty_trials = 200;
    std::uint32_t stamped_starts = 200;
    double memory_mib = 64;
    double burn_seconds = 0.5;
};

/// Limits of the checks, each in the unit of its Check.
struct Limits {
    double own_cpu_per_trial = 2e-3; ///< seconds of CPU of a trial in which nothing happens
    double ready_p95 = 150e-6;       ///< seconds
    double ready_p99 = 300e-6;
    double memory = 0.01; ///< relative error
    double cpu = 0.01;    ///< relative error; one clock tick of the kernel if that is more
};

/// Tries the harness on what is known, one part after another:
///
/// - a program against itself, paired and in random order: a difference would be the harness's own (its check is the least
///   distance of the 99.9 % interval of the ratio from 1), and the width of the 95 % interval is what that many pairs can tell
///   apart on this machine;
/// - a session of trials in which nothing happens: the harness's own time and CPU per trial;
/// - a server that stamps by itself when it could first have answered: the error of "ready";
/// - memory and CPU time of known amount: the errors of the probes.
///
/// `begin(part)` is called as a part begins. Nothing is thrown for a part that fails: it is a check with its reason. Blocks;
/// not for use by two threads at once.
std::vector<Check> run(Subjects const& subjects, Settings const& settings = {}, Limits const& limits = {},
    std::function<void(std::string_view part)> const& begin = {});

} // namespace wasmbench::selfcheck
