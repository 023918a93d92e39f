#pragma once

#include "job.hpp"
#include "settings.hpp"

#include <wasmbench/core/exit_report.hpp>

#include <atomic>
#include <filesystem>

namespace wasmbench::adapters::wasmtime_embedded {

class HttpFront;

/// A handler component behind an HTTP server, from an engine of its own to stop(). Marks engine_created,
/// compiled or deserialised, with reused instances instantiated, and listening.
class Service final : public Job {
public:
    struct Spec {
        std::shared_ptr<CApi const> api;
        Settings settings;
        std::filesystem::path file; ///< a component's .wasm, or with settings.deserialise a serialised one
        std::uint16_t port = 0;
        unsigned threads = 1;
    };

    Service(Clock const& clock, Spec spec)
        : Job(clock)
        , spec_(std::move(spec)) {}

    void run(Worker::Notice const&) override;

    /// Ends run() politely: each thread finishes its request. Thread-safe.
    void stop();
    /// Ends run() now: calls in progress trap. Thread-safe.
    void interrupt() override;

    /// It accepts connections; `steps` may be read from then on. Thread-safe.
    bool listening() const { return listening_; }
    /// Wasmtime's words about the first call that failed; empty: none did. Thread-safe.
    std::string first_fault() const;
    /// CPU time of its threads so far ended.
    ResourceUsage usage() const;

private:
    bool note_fault(std::string words); ///< true for the first
    void add_usage(ResourceUsage const& usage);

    Spec spec_;
    std::atomic<bool> listening_{false};
    mutable std::mutex mutex_;
    std::string first_fault_;
    ResourceUsage usage_;
    HttpFront* front_ = nullptr; ///< while it runs
    bool stopped_ = false;
};

} // namespace wasmbench::adapters::wasmtime_embedded
