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
/// { "schema": 1,
///   "name": "cpu_hash",
///   "kind": "command",                    a program that runs to its end; or "http", a service
///   "description": "...",                 for people; may be absent
///   "artifacts": {                        file per target ("native", "wasm32-wasi", "wasi-http"), relative to `root`
///     "native": "bin/wasmbench-cpu-hash", "wasm32-wasi": "workloads/cpu_hash.wasm" },
///   "fairness": ["..."],                  sentences to be read beside the figures; may be absent
///   "arguments": ["2000000"],             commands only; may be absent
///   "expect": {"exit_status": 0, "stdout": ANSWER},                         commands only
///   "digests": {"1000": "..."},           commands only: known answers for tests of the program; may be absent
///   "native_arguments": ["--port", "{port}"],  services only: how the native program is told; may be absent
///   "endpoints": [ {"path": "/", "status": 200, "content_type": "text/plain", "body": ANSWER}, ... ] }   services only
/// ```
/// A correct exit status is 0 and a correct status is 200, for every runtime; other values are refused. ANSWER is one of
///  - `{"exact": "hello\n"}`: this text;
///  - `{"regex": "elapsed_ms=([0-9]+\\.[0-9]{3})\\n", "numbers": [{"metric": "command/elapsed", "unit": "s", "scale":
///    0.001}]}`: all of the text fits the expression. Only this much of the syntax is known, so that checking an answer
///    needs no memory and no backtracking: plain characters, a backslash before a special one, `\n`, `[0-9]`, `[0-9]+`,
///    `[0-9]{n}` and groups. The n-th group is a decimal number; times `scale` it is reported as the n-th of `numbers`
///    (Workload::self_reported), which may be absent when there are no groups;
///  - `{"counter": {"first": 1, "step": 1, "suffix": "\n"}}`: a whole number from `first` on in steps, and the suffix.
///    Such an endpoint has state: answers that are all the first are stateless, answers that each are one step after
///    the one before are stateful, anything else is mixed. Fewer than two answers say nothing.
///
/// `root` is the folder that artifacts are relative to. When empty, it is two folders above the manifest's own, which
/// is right for <build>/workloads/<name>/manifest.json. No artifact is opened here, and none need exist.
///
/// answers() of these workloads does not allocate and is safe from any thread.
///
/// Throws Error before anything runs: artifact_missing when there is no such manifest, results_io when it cannot be
/// read, malformed_input with the file and the JSON pointer for an unknown or missing field, a value of the wrong type,
/// an expression that does not fit its numbers, or a newer schema.
std::vector<std::unique_ptr<Workload>> load_workloads(
    std::filesystem::path const& manifest, std::filesystem::path const& root = {});

/// The sentences under "fairness" of a manifest. Errors as load_workloads.
std::vector<std::string> workload_fairness(std::filesystem::path const& manifest);

} // namespace wasmbench::plan
