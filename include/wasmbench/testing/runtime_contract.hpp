#pragma once

#include <wasmbench/core/runtime.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wasmbench::testing {

/// What the contract is checked with: a way to make the runtime, and workloads that behave in known ways in
/// it. A null workload means that the runtime cannot be given one that behaves so; the checks that need it
/// are then reported as not applicable, with that reason.
///
/// Lifetime: all workloads must outlive the call.
struct ContractSubject {
    std::function<std::unique_ptr<Runtime>()> make;
    Options options;             ///< of every prepare and start
    Role role = Role::workload;  ///< of the first root process; shared daemons among the others may outlive it
    std::filesystem::path files; ///< folder for scratch folders; empty: the system's temporary folder
    /// What is granted to a start that must succeed, and to any operation at all before it counts as hung.
    std::chrono::milliseconds patience{20000};

    // Services.
    Workload const* service = nullptr;       ///< answers as it should
    Workload const* never_listens = nullptr; ///< opens no port
    Workload const* never_answers = nullptr; ///< accepts and stays silent
    Workload const* wrong_answer = nullptr;  ///< 200 with a wrong body
    Workload const* dies_early = nullptr;    ///< prints last_words on stderr, ends with early_exit_status
    Workload const* ignores_term = nullptr;  ///< answers, but only SIGKILL ends it
    Workload const* forks = nullptr; ///< answers; has a child, and a daemonised one that left group and tree

    // Programs.
    Workload const* program = nullptr;         ///< prints what it should and ends with 0
    Workload const* failing_program = nullptr; ///< prints last_words on stderr, ends with early_exit_status
    Workload const* hanging_program = nullptr; ///< does not end

    Workload const* missing = nullptr; ///< its artifact does not exist

    std::string last_words; ///< of dies_early and failing_program
    int early_exit_status = 3;

    std::string only; ///< run the checks whose name contains this; empty: all
};

/// What came of one rule of the contract.
struct ContractResult {
    /// Not applicable: what the rule needs is not there.
    enum class Verdict { passed, failed, not_applicable };
    std::string name; ///< "stop: a second stop gives the same report"
    Verdict verdict = Verdict::passed;
    std::string detail; ///< of a failure: what was seen. Of not_applicable: what is missing

    friend bool operator==(ContractResult const&, ContractResult const&) = default;
};

/// Runs the checks that every Runtime has to pass, against the real ports, one after the other; each in a
/// RunContext of its own. A check fails also when anything is left behind after it: a process, a zombie, a
/// file outside the scratch folder. Never throws for what a runtime does.
///
/// The calling process becomes a subreaper (Linux), must not have children that come and go meanwhile, and
/// must not change TMPDIR, which is pointed into `files` for the time of the call. Takes about 5 s with a
/// target that starts in milliseconds. Thread safety: one call at a time in a process.
std::vector<ContractResult> runtime_contract(ContractSubject const& subject);

/// The results that are failures, one line each; empty when the contract holds.
std::string failures(std::vector<ContractResult> const& results);

} // namespace wasmbench::testing
