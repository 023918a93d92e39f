#pragma once

#include <wasmbench/core/command.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_context.hpp>
#include <wasmbench/plan/resolve.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::plan {

/// The reason of what needs a store where there is none, and what to do.
inline constexpr char const* no_store =
    "there is neither redis-server nor valkey-server here, and the workload keeps its state in one; to add it: "
    "./scripts/runtimes install redis-server";

/// Gives the rows whose workload needs a store and that could otherwise be run a reason to be skipped, where there is no
/// `program` for it, or no address at which the runtime's services would reach it.
void skip_without_store(std::vector<ResolvedRow>& rows, std::optional<std::filesystem::path> const& program);

/// How a store is started that listens at `host`, keeps nothing on the disk and wakes as seldom as it can: what it does by
/// itself is done beside a measurement.
Command store_command(RunContext const& context, std::filesystem::path const& program, std::string const& host, std::uint16_t port);

/// The store beside one trial's instance. The destructor ends it; it must not outlive the trial's context.
class TrialStore {
public:
    /// Starts one at `host` and waits until it answers; sets the context's `store` then. Errors: those of the launch,
    /// exited_before_ready with its last words, ready_timeout, operation_aborted when cancelled.
    asio::awaitable<Result<void>> start(RunContext& context, std::filesystem::path program, std::string host);

    /// Under the name by which a report shows it; nullopt when none was started.
    std::optional<ProcessPart> part() const;

private:
    std::unique_ptr<Child> child_;
};

} // namespace wasmbench::plan
