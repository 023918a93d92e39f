#include "command_line.hpp"
#include "log_lines.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/adapters/wasmedge.hpp>
#include <wasmbench/core/coroutine.hpp>

#include <mutex>

namespace wasmbench::adapters {
namespace {

namespace fs = std::filesystem;

constexpr auto compile_limit = std::chrono::minutes(5);
constexpr std::string_view install_advice = "./scripts/runtimes install wasmedge";
constexpr char const* compiled_artifact = "compiled";

// The program is a few KiB; the runtime is its library, and the compiler its library's. They are beside it
// where scripts/runtimes has put them.
void add_libraries(std::vector<fs::path>& files) {
    std::error_code ec;
    auto const folder = files.front().parent_path().parent_path() / "lib" / "wasmedge";
    for (auto const* name : {"libwasmedge.so.0", "libLLVM.so.19.1"})
        if (fs::is_regular_file(folder / name, ec)) files.push_back(folder / name);
}

class Wasmedge final : public Runtime {
public:
    explicit Wasmedge(WasmedgeConfig config)
        : config_(std::move(config)) {}

    std::string_view name() const noexcept override { return "wasmedge"; }
    Capabilities capabilities() const noexcept override {
        return {Capability::http, Capability::command, Capability::ahead_of_time, Capability::many_instances,
            Capability::own_network, Capability::store};
    }
    Availability availability() const override {
        std::lock_guard lock(mutex_);
        if (!availability_) {
            availability_ = program_availability("wasmedge", config_.program, install_advice);
            if (availability_->usable) add_libraries(availability_->files);
        }
        return *availability_;
    }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return wasmedge::traits(workload, wasmedge::read_options(workload, options));
    }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        complete_with(context, prepare(context, std::move(spec)), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        complete_with(context, start(context, std::move(spec)), std::move(handler));
    }

    Result<Command> base_command(RunContext& context) const {
        return installed_command(context, "wasmedge", config_.program, install_advice);
    }

    asio::awaitable<Result<Prepared>> prepare(RunContext& context, PrepareSpec spec) const {
        auto const settings = wasmedge::read_options(*spec.workload, spec.options);
        Prepared prepared;
        auto command = base_command(context);
        if (!command) co_return command.error();
        auto wasm = checked_artifact(*spec.workload, wasmedge::target_of(*spec.workload));
        if (!wasm) co_return wasm.error();
        if (settings.mode != ExecutionMode::aot) co_return prepared;
        // A shared library and not WasmEdge's "universal" module: that one falls back to the interpreter.
        auto const out = context.scratch / (wasm->stem().string() + ".so");
        command->arguments = wasmedge::compile_arguments(*wasm, out);
        auto const begin = context.clock.now();
        auto compiled = co_await run_step(context, std::move(*command), "wasmedge compile", compile_limit);
        if (!compiled) co_return compiled.error();
        prepared.steps.emplace_back("compile", compiled->ended_at - begin);
        prepared.artifacts[compiled_artifact] = out;
        co_return prepared;
    }

    static Result<fs::path> file_to_run(wasmedge::Settings const& settings, StartSpec const& spec) {
        if (settings.mode != ExecutionMode::aot)
            return checked_artifact(*spec.workload, wasmedge::target_of(*spec.workload));
        auto const it = spec.prepared.artifacts.find(compiled_artifact);
        if (it != spec.prepared.artifacts.end()) return it->second;
        Diagnostics d;
        d.stage = "start";
        d.subject = label(*spec.workload);
        d.expected = "the compiled file of a prepare step with the same options";
        return Failure{errc::artifact_missing, std::move(d)};
    }

    asio::awaitable<Result<InstancePtr>> start(RunContext& context, StartSpec spec) const {
        auto const settings = wasmedge::read_options(*spec.workload, spec.options);
        auto command = base_command(context);
        if (!command) co_return command.error();
        auto file = file_to_run(settings, spec);
        if (!file) co_return file.error();
        if (!spec.workload->needs().has(Capability::http)) {
            command->arguments = wasmedge::run_arguments(settings, *file, spec.workload->arguments());
            std::function<Result<std::string>(std::string, Timeline&)> const own = [](std::string text, Timeline&) {
                return Result<std::string>(wasmedge::without_log_lines(text));
            };
            co_return co_await run_once(context, std::move(*command), Role::workload, spec, own);
        }
        auto endpoint = local_endpoint(context, settings.port);
        if (!endpoint) co_return endpoint.error();
        command->arguments =
            wasmedge::run_arguments(settings, *file, wasmedge::service_arguments(*endpoint, context.store));
        co_return co_await start_server(context, std::move(*command), *endpoint, Role::workload, spec);
    }

    WasmedgeConfig config_;
    mutable std::mutex mutex_;
    mutable std::optional<Availability> availability_;
};

} // namespace

std::unique_ptr<Runtime> make_wasmedge(WasmedgeConfig config) {
    return std::make_unique<Wasmedge>(std::move(config));
}

} // namespace wasmbench::adapters
