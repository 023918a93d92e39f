#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/capability.hpp>
#include <wasmbench/core/instance.hpp>
#include <wasmbench/core/run_context.hpp>
#include <wasmbench/core/run_key.hpp>
#include <wasmbench/core/workload.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench {

/// Options of a runtime by name; which ones exist is the adapter's README. An unknown name or a value that
/// means nothing is refused by describe() before anything runs.
using Options = std::map<std::string, std::string>;

/// The key columns that follow from a workload and options, and what must be said beside the row to be fair.
struct RowTraits {
    ExecutionMode mode = ExecutionMode::native;
    std::string cache = "none";
    InstancePolicy instance = InstancePolicy::one_shot;
    std::vector<std::string> fairness; ///< full sentences
    std::string variant = {};          ///< see RunKey::variant

    friend bool operator==(RowTraits const&, RowTraits const&) = default;
};

/// What is to be prepared.
struct PrepareSpec {
    Workload const* workload = nullptr; ///< not null; must outlive the operation
    Options options;
};

/// What a prepare step made. Empty when the runtime needs none.
struct Prepared {
    std::map<std::string, std::filesystem::path> artifacts; ///< by the adapter's own names
    std::vector<std::pair<std::string, Duration>> steps;    ///< "compile" -> wall time
};

/// What is to be started.
struct StartSpec {
    Workload const* workload = nullptr; ///< not null; must outlive the instance
    Options options;
    Prepared prepared; ///< of an async_prepare with the same workload and options
    std::chrono::milliseconds ready_within{30000};
};

/// A way to run workloads. An adapter implements the virtual functions and nothing more.
///
/// Thread safety: const members are safe from several threads; the asynchronous operations run on the
/// context's executor. Several instances of one runtime may live at once if it has
/// Capability::many_instances.
class Runtime {
public:
    Runtime() = default;
    Runtime(Runtime const&) = delete;
    Runtime& operator=(Runtime const&) = delete;
    virtual ~Runtime() = default;

    /// Unique in a Catalog, and in every row's key: "wasmtime". Constant.
    virtual std::string_view name() const noexcept = 0;
    /// What it can do, whether or not it is installed. Constant.
    virtual Capabilities capabilities() const noexcept = 0;

    /// Why it lacks a capability, for the reason of a skipped row: "its command line serves no HTTP". Empty: nothing is known.
    virtual std::string why_not(Capability) const { return {}; }

    /// May run the runtime's program once to ask for its version; remembered by the adapter. Bounded in time.
    virtual Availability availability() const = 0;

    /// Throws Error (invalid_option, unsupported) for options that mean nothing for this workload.
    virtual RowTraits describe(Workload const&, Options const&) const = 0;

    /// void(error_code, Prepared): everything that happens before a start and is not part of it. On error the
    /// context's diagnostics are filled. Terminal cancellation kills and reaps, then operation_aborted.
    template <asio::completion_token_for<void(error_code, Prepared)> Token>
    auto async_prepare(RunContext& context, PrepareSpec spec, Token&& token) {
        return asio::async_initiate<Token, void(error_code, Prepared)>(
            [this](auto handler, RunContext* c, PrepareSpec s) {
                do_prepare(*c, std::move(s), std::move(handler));
            },
            token, &context, std::move(spec));
    }

    /// void(error_code, InstancePtr): completes when the instance has given its first complete correct
    /// answer. On error the pointer is null, the context's diagnostics are filled, and nothing of the
    /// instance is left. Terminal cancellation kills and reaps, then operation_aborted.
    template <asio::completion_token_for<void(error_code, InstancePtr)> Token>
    auto async_start(RunContext& context, StartSpec spec, Token&& token) {
        return asio::async_initiate<Token, void(error_code, InstancePtr)>(
            [this](
                auto handler, RunContext* c, StartSpec s) { do_start(*c, std::move(s), std::move(handler)); },
            token, &context, std::move(spec));
    }

protected:
    using PrepareHandler = asio::any_completion_handler<void(error_code, Prepared)>;
    using StartHandler = asio::any_completion_handler<void(error_code, InstancePtr)>;

private:
    virtual void do_prepare(RunContext&, PrepareSpec, PrepareHandler) = 0;
    virtual void do_start(RunContext&, StartSpec, StartHandler) = 0;
};

} // namespace wasmbench
