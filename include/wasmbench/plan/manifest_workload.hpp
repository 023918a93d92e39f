#pragma once

#include <wasmbench/core/workload.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace wasmbench::plan {

/// The workloads of one manifest.json: one for a program, one per endpoint for a service.
///
/// ```
/// {
///   "schema": 1,
///   "name": "cpu_hash",
///   "kind": "command",
///   "description": "...",
///   "artifacts": {"native": "bin/wasmbench-cpu-hash", "wasm32-wasi": "workloads/cpu_hash.wasm"},
///   "fairness": ["..."],
///   "arguments": ["2000000"],
///   "expect": {"exit_status": 0, "stdout": ANSWER},
///   "digests": {"1000": "..."}
/// }
/// ```
///  - `kind`: "command" is a program that runs to its end, "http" a service. A service has `endpoints` in
///    place of `arguments` and `expect`: a list of
///    `{"path": "/", "status": 200, "content_type": "text/plain", "body": ANSWER}`.
///  - `artifacts`: the file for each target ("native", "wasm32-wasi", "wasi-http"), relative to `root`.
///  - `exit_status` is 0 and `status` is 200: every runtime takes others for a failure, so they are refused.
///  - May be absent, and are for others than the session: `description`, `fairness` (sentences to be read
///    beside the figures), `digests` of a command (known answers for tests of the program) and
///    its `footprint_bytes` (how much memory it has for certain, to judge memory figures by),
///    `native_arguments` of a service (how the native program is told its address). So may `arguments`.
///  - `beside` of a service, which may be absent: `{"store": "redis"}`, a store that has to run beside each instance. The
///    session starts a fresh one for every trial, and runtimes with Capability::store tell the service where it is.
///
/// ANSWER is one of
///  - `{"exact": "hello\n"}`: this text.
///  - `{"regex": "ms=([0-9]+\\.[0-9]{3})\\n", "numbers": [{"metric": "command/elapsed", "unit": "s",
///    "scale": 0.001}]}`: all of the text fits the expression. Only this much of the syntax is known, so
///    that checking an answer needs no memory and no backtracking: plain characters, a backslash before a
///    special one, a line feed as backslash-n, `[0-9]`, `[0-9]+`, `[0-9]{n}` and groups. The n-th group is a
///    decimal number; times `scale` it is reported as the n-th of `numbers` (Workload::self_reported).
///  - `{"counter": {"first": 1, "step": 1, "suffix": "\n"}}`: a whole number from `first` on in steps, and
///    the suffix. Such an endpoint has state: answers that are all the first are stateless, answers that
///    each are one step after the one before are stateful, anything else is mixed. Fewer than two answers
///    say nothing.
///
/// `root` is the folder that artifacts are relative to. When empty, it is two folders above the manifest's
/// own, which is right for `BUILD/workloads/NAME/manifest.json`. No artifact is opened here, and none need
/// exist.
///
/// answers() of these workloads does not allocate and is safe from any thread.
///
/// Throws Error before anything runs: artifact_missing when there is no such manifest, results_io when it
/// cannot be read, malformed_input with the file and the JSON pointer for an unknown or missing field, a
/// value of the wrong type, an expression that does not fit its numbers, or a newer schema.
std::vector<std::unique_ptr<Workload>> load_workloads(
    std::filesystem::path const& manifest, std::filesystem::path const& root = {});

/// The sentences under "fairness" of a manifest. Errors as load_workloads.
std::vector<std::string> workload_fairness(std::filesystem::path const& manifest);

} // namespace wasmbench::plan
