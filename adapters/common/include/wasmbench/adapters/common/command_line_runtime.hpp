#pragma once

#include <wasmbench/core/endpoint.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/core/runtime.hpp>

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters {

/// A runtime that is one command: `wazero run FILE`, `tool serve --addr 127.0.0.1:PORT FILE`. The command is found, started in
/// the run's scratch folder with a plain environment, watched until it is ready and ended; an adapter that derives from this
/// says what the command is called, which file it is given and with which words.
///
/// It needs no preparation but a look at the file. A runtime that compiles ahead of time, has a daemon, or shares processes
/// between instances derives from Runtime and uses process_runs.hpp itself.
///
/// Thread safety: as Runtime.
class CommandLineRuntime : public Runtime {
public:
    std::string_view name() const noexcept final { return program_.name; }
    /// Found, and answers when asked for its version; asked once.
    Availability availability() const final;

protected:
    /// What find_program() and program_availability() want to know.
    struct Program {
        std::string name;                            ///< of the command, the runtime and its rows
        std::string fix;                             ///< the command that installs it
        std::string version_word = "--version";      ///< what it is asked its version with
        std::optional<std::filesystem::path> chosen; ///< instead of looking for it
    };

    /// One start.
    struct Use {
        Workload const& workload;
        Options const& options; ///< describe() has accepted them
        std::filesystem::path file;
        HttpEndpoint at;   ///< where a service has to listen; of a program nothing
        std::string store; ///< as RunContext has it; empty unless Capability::store is claimed and the workload needs it
    };

    explicit CommandLineRuntime(Program program)
        : program_(std::move(program)) {}

private:
    /// Which artifact the command is given: "wasm32-wasi", "wasi-http", "native" (see Workload::artifact).
    virtual std::string_view target(Workload const&) const = 0;

    /// The words after the command's name.
    virtual std::vector<std::string> arguments(Use const&) const = 0;

    void do_prepare(RunContext&, PrepareSpec, PrepareHandler) final;
    void do_start(RunContext&, StartSpec, StartHandler) final;
    asio::awaitable<Result<Prepared>> prepare(RunContext&, PrepareSpec) const;
    asio::awaitable<Result<InstancePtr>> start(RunContext&, StartSpec) const;

    Program program_;
    mutable std::mutex mutex_; ///< of what follows
    mutable std::optional<Availability> availability_;
};

} // namespace wasmbench::adapters
