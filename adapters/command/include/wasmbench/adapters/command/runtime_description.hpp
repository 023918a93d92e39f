#pragma once

#include <wasmbench/core/capability.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_key.hpp>
#include <wasmbench/core/timeline.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench::adapters {

// What a file says of a runtime that is driven by its command line; docs/runtime.schema.json is its shape,
// and adapters/command/README.md says what each field means. Plain values.

/// How a program is called: words with placeholders in braces, each word one argument. No shell is involved.
struct DescribedCommand {
    std::string program; ///< another than the runtime's own; empty: the runtime's
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment; ///< beside the plain one that every runtime gets

    friend bool operator==(DescribedCommand const&, DescribedCommand const&) = default;
};

/// How a module is compiled in the prepare phase.
struct DescribedCompile {
    DescribedCommand command;
    std::string suffix = ".compiled"; ///< {artifact} is the module's name without ".wasm", and this
    std::chrono::milliseconds limit{300000};

    friend bool operator==(DescribedCompile const&, DescribedCompile const&) = default;
};

/// How a program is run to its end.
struct DescribedRun {
    DescribedCommand command;
    std::string target = "wasm32-wasi"; ///< which of the workload's artifacts is {module}

    friend bool operator==(DescribedRun const&, DescribedRun const&) = default;
};

/// How a service is started; it is ready with its first correct answer.
struct DescribedServe {
    DescribedCommand command;
    std::string target = "wasi-http";
    /// What is over when its socket accepts, see ReadyWatch::over_when_accepting.
    StartPhase accepts_after = StartPhase::instantiate;
    InstancePolicy instances = InstancePolicy::long_lived;
    int stop_signal = 15; ///< by which it is asked to end; SIGKILL follows after the grace

    friend bool operator==(DescribedServe const&, DescribedServe const&) = default;
};

/// One way in which the runtime executes code, and a value of the option `mode`.
struct DescribedMode {
    std::string name;
    ExecutionMode execution = ExecutionMode::jit;
    std::string variant; ///< see RunKey::variant
    std::optional<DescribedCompile> compile;
    std::optional<DescribedRun> run;
    std::optional<DescribedServe> serve;
    std::vector<std::string> fairness; ///< full sentences, beside those of the runtime

    friend bool operator==(DescribedMode const&, DescribedMode const&) = default;
};

/// A runtime as a file describes it (docs/runtime.schema.json).
struct RuntimeDescription {
    std::string name;    ///< as plans and rows have it
    std::string summary; ///< one sentence
    std::string
        program; ///< looked for as every runtime's is; with a '/', a path from the description's folder
    std::string install; ///< how it is got, for messages
    std::vector<std::string> version_arguments{"--version"};
    std::string version_after; ///< the version is the first word with a digit in front after this text
    std::string minimum;       ///< the oldest version that will do; empty: any
    std::string
        verified; ///< with which version, and where, this description was tried; empty: see not_verified
    std::string not_verified;  ///< why it was not; empty: nothing is said, or it was
    Capabilities capabilities; ///< of the runtime as a whole, those that follow from the modes among them
    std::vector<std::pair<Capability, std::string>> lacks; ///< why it cannot do what it cannot
    std::vector<std::filesystem::path> files; ///< what a start reads beside the program; absolute
    std::vector<DescribedMode> modes;         ///< at least one; the first that fits is the default
    /// Of what it wrote to standard error, a message quotes the line with the first of these that is there;
    /// else the last line.
    std::vector<std::string> last_words;
    std::vector<std::string> fairness;
    std::filesystem::path source; ///< the description's own file

    friend bool operator==(RuntimeDescription const&, RuntimeDescription const&) = default;
};

/// Reads a description strictly: what is no JSON, a field twice, unknown or missing, a value of the wrong
/// type or range, an unknown placeholder, two modes that no row could tell apart. `source` is the file it
/// came from: it is in messages, and its folder is where relative paths begin. Errors: malformed_input, the
/// diagnostics naming the file, the place as JSON pointer, and what was expected there.
Result<RuntimeDescription> runtime_description_from_json(
    std::string_view text, std::filesystem::path const& source);

} // namespace wasmbench::adapters
