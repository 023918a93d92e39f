#include "cache_state.hpp"
#include "command_line.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/last_words.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/adapters/wasmtime.hpp>
#include <wasmbench/core/coroutine.hpp>

#include <fstream>
#include <mutex>

namespace wasmbench::adapters {
namespace {

using wasmtime::Cache;
using wasmtime::Settings;
namespace fs = std::filesystem;

constexpr auto compile_limit = std::chrono::minutes(5);
constexpr std::string_view install_advice = "./scripts/runtimes install wasmtime";

bool is_service(Workload const& w) {
    return w.needs().has(Capability::http);
}

class Wasmtime final : public Runtime {
public:
    explicit Wasmtime(WasmtimeConfig config)
        : config_(std::move(config)) {}

    std::string_view name() const noexcept override { return "wasmtime"; }
    Capabilities capabilities() const noexcept override {
        return {Capability::http, Capability::command, Capability::ahead_of_time, Capability::many_instances,
            Capability::page_cache, Capability::own_network, Capability::store};
    }
    Availability availability() const override {
        std::lock_guard lock(mutex_);
        if (!availability_) availability_ = program_availability("wasmtime", config_.program, install_advice);
        return *availability_;
    }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return wasmtime::traits(workload, wasmtime::read_options(workload, options));
    }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        complete_with(context, prepare(context, std::move(spec)), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        complete_with(context, start(context, std::move(spec)), std::move(handler));
    }

    Result<Command> base_command(RunContext& context) const {
        return installed_command(context, "wasmtime", config_.program, install_advice);
    }

    static fs::path cache_directory(fs::path const& folder) { return folder / "wasmtime-cache"; }
    static fs::path cache_file(fs::path const& folder) { return folder / "wasmtime-cache.toml"; }
    // A cache that the prepare step has filled serves every start after it, in whatever context.
    static fs::path cache_folder(RunContext const& context, Prepared const& prepared) {
        auto const it = prepared.artifacts.find("cache-folder");
        return it == prepared.artifacts.end() ? context.scratch : it->second;
    }

    // An empty cache for a start that states it, and the configuration file for both states that use one.
    static Result<void> make_cache(RunContext const& context) {
        std::error_code ec;
        fs::remove_all(cache_directory(context.scratch), ec);
        fs::create_directories(cache_directory(context.scratch), ec);
        std::ofstream file(cache_file(context.scratch));
        file << wasmtime::cache_config(cache_directory(context.scratch)) << std::flush;
        if (!ec && file.good()) return {};
        Diagnostics d;
        d.stage = "make a compilation cache";
        d.subject = cache_directory(context.scratch).string();
        d.remedy = "check that the folder can be written and the disk has room";
        return Failure{errc::prepare_failed, std::move(d)};
    }

    asio::awaitable<Result<Prepared>> prepare(RunContext& context, PrepareSpec spec) const {
        auto const settings = wasmtime::read_options(*spec.workload, spec.options);
        Prepared prepared;
        auto base = base_command(context);
        if (!base) co_return base.error();
        auto wasm =
            checked_artifact(*spec.workload, is_service(*spec.workload) ? "wasi-http" : "wasm32-wasi");
        if (!wasm) co_return wasm.error();
        if (settings.mode == ExecutionMode::aot) {
            auto const out = context.scratch / (wasm->stem().string() + ".cwasm");
            auto command = *base;
            command.arguments = wasmtime::compile_arguments(*wasm, out);
            auto const begin = context.clock.now();
            auto compiled = co_await run_step(context, std::move(command), "wasmtime compile", compile_limit);
            if (!compiled) co_return compiled.error();
            prepared.steps.emplace_back("compile", compiled->ended_at - begin);
            prepared.artifacts["cwasm"] = out;
        }
        if (settings.cache == Cache::full) {
            if (auto made = make_cache(context); !made) co_return made.error();
            StartSpec fill{spec.workload, spec.options, prepared, std::chrono::minutes(5)};
            auto const begin = context.clock.now();
            auto instance = co_await launch(context, std::move(*base), settings, fill, *wasm);
            if (!instance) co_return instance.error();
            prepared.steps.emplace_back("fill_cache", context.clock.now() - begin);
            prepared.artifacts["cache-folder"] = context.scratch;
        }
        co_return prepared;
    }

    asio::awaitable<Result<InstancePtr>> start(RunContext& context, StartSpec spec) const {
        auto const settings = wasmtime::read_options(*spec.workload, spec.options);
        auto base = base_command(context);
        if (!base) co_return base.error();
        fs::path file;
        if (settings.mode == ExecutionMode::aot) {
            auto const it = spec.prepared.artifacts.find("cwasm");
            if (it == spec.prepared.artifacts.end()) {
                Diagnostics d;
                d.stage = "start";
                d.subject = label(*spec.workload);
                d.expected = "the compiled file of a prepare step with the same options";
                co_return Failure{errc::artifact_missing, std::move(d)};
            }
            file = it->second;
        } else {
            auto wasm =
                checked_artifact(*spec.workload, is_service(*spec.workload) ? "wasi-http" : "wasm32-wasi");
            if (!wasm) co_return wasm.error();
            file = *wasm;
        }
        if (settings.cache == Cache::empty)
            if (auto made = make_cache(context); !made) co_return made.error();
        auto const cache = cache_directory(cache_folder(context, spec.prepared));
        auto const before = wasmtime::cached_modules(cache);
        auto instance = co_await launch(context, std::move(*base), settings, spec, std::move(file));
        if (!instance) co_return instance.error();
        auto const after = wasmtime::cached_modules(cache);
        if (auto judged = wasmtime::check_temperature(settings.cache, before, after); !judged)
            co_return judged.error();
        co_return std::move(*instance);
    }

    static asio::awaitable<Result<InstancePtr>> launch(
        RunContext& context, Command command, Settings settings, StartSpec spec, fs::path file) {
        if (!is_service(*spec.workload)) {
            command.arguments =
                wasmtime::run_arguments(settings, file, cache_file(cache_folder(context, spec.prepared)), spec.workload->arguments());
            co_return co_await run_once(context, std::move(command), Role::workload, spec);
        }
        auto endpoint = local_endpoint(context, settings.port);
        if (!endpoint) co_return endpoint.error();
        command.arguments = wasmtime::serve_arguments(settings, file, cache_file(cache_folder(context, spec.prepared)), *endpoint,
            context.store);
        // It listens when the component is compiled and linked, and instantiates for a request.
        auto started = co_await start_server(
            context, std::move(command), *endpoint, Role::workload, spec, StartPhase::load);
        if (started) co_return std::move(*started);
        auto failure = started.error();
        // `serve` goes on after a trap and complains about the missing response too, now before and now after it.
        auto& said = failure.diagnostics.stderr_tail;
        said = with_last(std::move(said), "wasm trap: ");
        co_return failure;
    }

    WasmtimeConfig config_;
    mutable std::mutex mutex_;
    mutable std::optional<Availability> availability_;
};

} // namespace

std::unique_ptr<Runtime> make_wasmtime(WasmtimeConfig config) {
    return std::make_unique<Wasmtime>(std::move(config));
}

} // namespace wasmbench::adapters
