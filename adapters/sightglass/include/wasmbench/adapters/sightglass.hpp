#pragma once

#include <wasmbench/core/runtime.hpp>

#include <filesystem>
#include <memory>
#include <optional>

namespace wasmbench::adapters {

/// Which engine is loaded, and by which host.
struct SightglassConfig {
    /// A shared library with the five functions of bench_abi.h; nullopt: WASMBENCH_SIGHTGLASS_ENGINE.
    std::optional<std::filesystem::path> engine;
    /// wasmbench-sightglass-host; nullopt: WASMBENCH_SIGHTGLASS_HOST, beside this program, then PATH and the prefix.
    std::optional<std::filesystem::path> host;
};

/// An engine that exports the C interface of Sightglass: core modules with WASI preview 1 and the imports bench.start and
/// bench.end, each run in a process of its own that loads the engine (README.md says why).
///
/// Options: `flags`: the engine's own options, handed over as they are. `folder`: the program's ".", an absolute path; by
/// default a new and empty one.
///
/// The interface hands a program no arguments: one whose manifest has some runs without, and has to answer the same.
/// Marks of a start: engine_loaded, engine_created, compilation_begun and _ended, compiled, instantiation_begun and _ended,
/// instantiated, bench_begun and bench_ended where the program calls its imports, executed, freed; ready is the end of the process.
/// Thread safety: availability() is remembered under a lock; the rest is const.
std::unique_ptr<Runtime> make_sightglass(SightglassConfig config = {});

} // namespace wasmbench::adapters
