#pragma once

#include "engine.hpp"
#include "lifecycle.hpp"
#include "log_stream.hpp"

#include <wasmbench/core/exit_report.hpp>
#include <wasmbench/core/run_context.hpp>
#include <wasmbench/core/timeline.hpp>

#include <filesystem>
#include <string>

namespace wasmbench::adapters::docker {

/// A container, and an image that was built for it alone, with what is owed to the engine. The destructor
/// removes what is still there, blocking for at most the removal limit.
class Container {
public:
    /// With `build_from` the image `plan.image` is built in bring_up() and goes with the container; else it must
    /// be there.
    Container(Engine engine, ContainerPlan plan, std::filesystem::path build_from, Duration removal_limit);
    ~Container();
    Container(Container const&) = delete;
    Container& operator=(Container const&) = delete;

    Engine const& engine() const noexcept { return engine_; }
    ContainerPlan const& plan() const noexcept { return plan_; }
    Lifecycle& life() noexcept { return life_; }

    /// Builds if need be, creates and starts, until `deadline` at the latest, and marks image_built,
    /// container_created and container_started. Errors: the engine's, with its words; wrong_temperature when the
    /// image that should be present is not. A cancellation is noticed between two calls.
    asio::awaitable<Result<void>> bring_up(RunContext& context, TimePoint deadline, Timeline& timeline);

    /// Waits for its end: the exit code, as the engine gives it. Errors: the engine's; timed_out.
    asio::awaitable<Result<int>> wait(Duration limit) const;
    asio::awaitable<Result<ContainerState>> inspect() const;
    asio::awaitable<Result<ContainerOutput>> output() const;
    asio::awaitable<Result<void>> kill(std::string signal) const;

    /// Ends and removes everything that is owed. Errors: leaked_processes with what could not be removed.
    asio::awaitable<Result<void>> remove();

private:
    Duration until(RunContext const& context, TimePoint deadline) const;
    asio::awaitable<Result<void>> perform(Lifecycle::Step step, Duration limit);

    Engine engine_;
    ContainerPlan plan_;
    std::filesystem::path build_from_;
    Duration removal_limit_;
    Lifecycle life_;
    std::string id_; // once created
};

/// How the engine's exit code reads as an ExitReport: 128 + n is signal n, as container runtimes encode it.
void set_exit(ExitReport& report, int exit_code);

/// "exit status 3", "killed by signal 9, out of memory".
std::string describe_end(ContainerState const& state);

} // namespace wasmbench::adapters::docker
