#pragma once

#include "job.hpp"
#include "settings.hpp"

#include <wasmbench/core/exit_report.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace wasmbench::adapters::wasmtime_embedded {

class CpuMeter;

/// A core module with WASI preview 1, from an engine of its own to the end of its _start. Marks
/// engine_created, compiled or deserialised, instantiated.
class Program final : public Job {
public:
    struct Spec {
        std::shared_ptr<CApi const> api;
        Settings settings;
        std::filesystem::path file;         ///< a .wasm, or with settings.deserialise a serialised module
        std::vector<std::string> arguments; ///< the first is the program's name
        std::filesystem::path output;       ///< its stdout and stderr are written here
        std::filesystem::path errors;
    };

    Program(Clock const& clock, Spec spec)
        : Job(clock)
        , spec_(std::move(spec)) {}

    void run(Worker::Notice const&) override;

    /// How it ended: without an exit code when it trapped or was interrupted. Set unless `failure` is.
    ExitReport report;
    std::string words; ///< Wasmtime's, when it trapped

private:
    void call(Engine* engine, Module const& module, CpuMeter const& cpu);
    void fail(std::string stage, std::string said);

    Spec spec_;
};

/// Compiles a module or component and writes it down for the engine of a later start, in two timed steps.
class Precompile final : public Job {
public:
    Precompile(Clock const& clock, std::shared_ptr<CApi const> api, Settings settings, bool component,
        std::filesystem::path file, std::filesystem::path out)
        : Job(clock)
        , api_(std::move(api))
        , settings_(std::move(settings))
        , component_(component)
        , file_(std::move(file))
        , out_(std::move(out)) {}

    void run(Worker::Notice const&) override;

    Duration compile{};
    Duration serialise{};

private:
    std::shared_ptr<CApi const> api_;
    Settings settings_;
    bool component_;
    std::filesystem::path file_, out_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
