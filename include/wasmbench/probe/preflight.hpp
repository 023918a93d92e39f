#pragma once

#include <wasmbench/probe/environment.hpp>

#include <span>
#include <string>
#include <vector>

namespace wasmbench::probe {

/// Something about this machine that makes measurements noisy, wrong or not comparable.
struct Advice {
    std::string what; ///< what was found, with its value: "the CPU frequency governor is powersave"
    std::string why;  ///< what it does to a measurement
    std::string fix;  ///< a command or a sentence; says so when nothing can be done

    friend bool operator==(Advice const&, Advice const&) = default;
};

/// Judges the facts of collect_environment(): what disturbs, worst first. Empty when nothing does.
///
/// A fact without a value gives no advice: not knowing is shown in the fingerprint itself. Looked at: a build
/// of the harness without optimisation, with assertions or with a sanitizer; load above half of the CPUs;
/// pressure; a single CPU; a cgroup's limits; steal; battery; governor; turbo; swap in use; little memory; a
/// slow clock source; a low limit of open files. Pure; safe from any thread.
std::vector<Advice> preflight(std::span<Fact const> facts);

} // namespace wasmbench::probe
