#include "wasmtime_embedded.hpp"

#include "command_instance.hpp"
#include "program.hpp"
#include "service_instance.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/await_ready.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/adapters/wasmtime_embedded.hpp>
#include <wasmbench/core/coroutine.hpp>

#include <atomic>
#include <fstream>
#include <iterator>
#include <mutex>

namespace wasmbench::adapters {
namespace wasmtime_embedded {
namespace {

namespace fs = std::filesystem;

constexpr auto compile_limit = std::chrono::minutes(5);
constexpr std::streamoff capture_limit = 256 * 1024; // as Command's

// The end of a file, and then the file is gone.
std::string take_file(fs::path const& file, bool keep) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in) return {};
    auto const size = static_cast<std::streamoff>(in.tellg());
    in.seekg(size > capture_limit ? size - capture_limit : 0);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    std::error_code ignored;
    if (!keep) fs::remove(file, ignored);
    return text;
}

class WasmtimeEmbedded final : public Runtime {
public:
    explicit WasmtimeEmbedded(std::function<Library()> load)
        : load_(std::move(load)) {}

    std::string_view name() const noexcept override { return "wasmtime-embedded"; }
    Capabilities capabilities() const noexcept override {
        return {Capability::http, Capability::command, Capability::in_process, Capability::ahead_of_time,
            Capability::many_instances};
    }
    Availability availability() const override { return library().availability; }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return traits(workload, read_options(workload, options));
    }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        complete_with(context, prepare(context, std::move(spec)), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        complete_with(context, start(context, std::move(spec)), std::move(handler));
    }

    Library const& library() const {
        std::lock_guard const lock(mutex_);
        if (!library_) library_ = load_();
        return *library_;
    }

    Result<std::shared_ptr<CApi const>> api() const {
        auto const& l = library();
        if (l.api) return l.api;
        Diagnostics d;
        d.stage = "load Wasmtime's C API";
        d.subject = l.availability.reason;
        d.remedy = l.availability.fix;
        return Failure{errc::unavailable, std::move(d)};
    }

    static Result<fs::path> wasm_file(Workload const& workload) {
        return checked_artifact(workload, is_service(workload) ? "handler-component" : "wasm32-wasi");
    }

    // The file to run: the workload's, or what the prepare step made of it.
    static Result<fs::path> file_to_start(StartSpec const& spec, Settings const& settings) {
        if (!settings.deserialise) return wasm_file(*spec.workload);
        auto const it = spec.prepared.artifacts.find("cwasm");
        if (it != spec.prepared.artifacts.end()) return it->second;
        Diagnostics d;
        d.stage = "start";
        d.subject = label(*spec.workload);
        d.expected = "the compiled file of a prepare step with the same options";
        return Failure{errc::artifact_missing, std::move(d)};
    }

    static Failure late(
        Workload const& workload, std::string stage, std::chrono::milliseconds limit, JobEnd end) {
        Failure f{errc::ready_timeout, {}};
        f.diagnostics.stage = std::move(stage);
        f.diagnostics.subject = label(workload);
        f.diagnostics.expected = "its end within " + std::to_string(limit.count()) + " ms";
        if (end == JobEnd::stuck)
            f.diagnostics.remedy =
                "it waits in a call of the host that cannot be interrupted and was left to itself: "
                "restart the harness before measuring on";
        return f;
    }

    asio::awaitable<Result<Prepared>> prepare(RunContext& context, PrepareSpec spec) const {
        auto const settings = read_options(*spec.workload, spec.options);
        Prepared prepared;
        auto const c_api = api();
        if (!c_api) co_return c_api.error();
        auto const wasm = wasm_file(*spec.workload);
        if (!wasm) co_return wasm.error();
        if (!settings.deserialise) co_return prepared;
        auto const out = context.scratch / (wasm->stem().string() + ".embedded.cwasm");
        auto job = std::make_shared<Precompile>(
            context.clock, *c_api, settings, is_service(*spec.workload), *wasm, out);
        auto const end = co_await run_job(context, job, context.clock.now() + compile_limit);
        if (end != JobEnd::ended) {
            auto f = late(*spec.workload, "compile", compile_limit, end);
            f.code = errc::prepare_failed;
            co_return f;
        }
        if (job->failure) co_return *job->failure;
        prepared.steps.emplace_back("compile", job->compile);
        prepared.steps.emplace_back("serialise", job->serialise);
        prepared.artifacts["cwasm"] = out;
        co_return prepared;
    }

    asio::awaitable<Result<InstancePtr>> start(RunContext& context, StartSpec spec) const {
        auto const settings = read_options(*spec.workload, spec.options);
        auto const c_api = api();
        if (!c_api) co_return c_api.error();
        auto const file = file_to_start(spec, settings);
        if (!file) co_return file.error();
        library().before_run();
        if (is_service(*spec.workload))
            co_return co_await start_service(context, std::move(spec), settings, *c_api, *file);
        co_return co_await run_program(context, std::move(spec), settings, *c_api, *file);
    }

    asio::awaitable<Result<InstancePtr>> run_program(RunContext& context, StartSpec spec, Settings settings,
        std::shared_ptr<CApi const> c_api, fs::path file) const {
        auto const& workload = *spec.workload;
        Program::Spec p;
        p.api = std::move(c_api);
        p.settings = settings;
        p.file = file;
        p.arguments = workload.arguments();
        p.arguments.insert(p.arguments.begin(), file.filename().string());
        auto const stem =
            context.log_stem.value_or(context.scratch / ("wasmtime-embedded-" + std::to_string(runs_++)));
        p.output = stem.string() + ".out";
        p.errors = stem.string() + ".err";
        std::string command = "in process:";
        for (auto const& a : p.arguments) command += " " + a;
        auto const output_file = p.output, error_file = p.errors;

        auto const job = std::make_shared<Program>(context.clock, std::move(p));
        // Files of the run are gone whatever way it ends, unless they are the log.
        bool const keep = context.log_stem.has_value();
        std::shared_ptr<void> const clean(nullptr, [=](void*) {
            std::error_code ignored;
            if (keep) return;
            fs::remove(output_file, ignored);
            fs::remove(error_file, ignored);
        });
        Timeline timeline;
        auto const limit = context.clock.now() + spec.ready_within;
        auto const end = co_await run_job(context, job, limit, &timeline);
        if (end != JobEnd::ended) co_return late(workload, "run " + label(workload), spec.ready_within, end);
        auto described = [&](Failure f) {
            f.diagnostics.command = command;
            return f;
        };
        if (job->failure) co_return described(*job->failure);

        auto output = take_file(output_file, keep);
        Failure failure;
        failure.diagnostics.stage = "run " + label(workload);
        if (!job->report.clean()) {
            failure.code = errc::command_failed;
            if (job->report.exit_code) failure.diagnostics.exit = job->report.describe();
            failure.diagnostics.stderr_tail = take_file(error_file, keep);
            if (!job->words.empty()) failure.diagnostics.stderr_tail += job->words;
            co_return described(std::move(failure));
        }
        if (!workload.answers(workload.request(0), output)) {
            failure.code = errc::wrong_answer;
            failure.diagnostics.subject = excerpt(output);
            failure.diagnostics.expected = workload.expected();
            co_return described(std::move(failure));
        }
        add_steps(timeline, job->steps);
        timeline.mark(marks::ready, job->report.ended_at);
        // A short program may have ended before the call that made its thread returned.
        if (auto const spawned = timeline.at(marks::spawned); spawned && *spawned > job->report.ended_at)
            timeline.mark(marks::spawned, job->report.ended_at);
        CommandEndpoint endpoint{std::move(output), job->report};
        co_return InstancePtr(
            std::make_unique<CommandInstance>(context, std::move(endpoint), std::move(timeline)));
    }

    static asio::awaitable<Result<InstancePtr>> start_service(RunContext& context, StartSpec spec,
        Settings settings, std::shared_ptr<CApi const> c_api, fs::path file) {
        auto endpoint = local_endpoint(context, settings.port);
        if (!endpoint) co_return endpoint.error();
        Service::Spec s;
        s.api = std::move(c_api);
        s.settings = settings;
        s.file = file;
        s.port = endpoint->port;
        s.threads = settings.threads.value_or(std::max(1u, std::thread::hardware_concurrency()));
        auto const job = std::make_shared<Service>(context.clock, std::move(s));
        auto instance = std::make_unique<ServiceInstance>(context, job);
        if (context.on_processes) context.on_processes(instance->processes());
        auto described = [&](Failure f) {
            f.diagnostics.command =
                "in process: " + file.filename().string() + " on " + endpoint->host_and_port();
            return f;
        };

        auto& timeline = instance->timeline();
        auto const launched_at = *timeline.at(marks::launch);
        auto& worker = instance->worker();
        std::function<bool()> const listening = [&job] { return job->listening(); };
        bool const in_time = co_await worker.wait(launched_at + spec.ready_within, listening);
        if (!in_time)
            co_return described(
                late(*spec.workload, "start " + label(*spec.workload), spec.ready_within, JobEnd::late));
        if (!job->listening())
            co_return described(job->failure.value_or(Failure{errc::exited_before_ready, {}}));
        add_steps(timeline, job->steps);

        ReadyWatch watch;
        watch.ended = [&] { return worker.ended() || !job->first_fault().empty(); };
        auto ready = co_await await_ready(context, *endpoint, spec, launched_at, watch, timeline);
        if (!ready) {
            auto f = ready.error();
            f.diagnostics.stderr_tail = job->first_fault();
            co_return described(std::move(f));
        }
        instance->set_endpoint(*endpoint);
        co_return InstancePtr(std::move(instance));
    }

    std::function<Library()> load_;
    mutable std::mutex mutex_;
    mutable std::optional<Library> library_;
    mutable std::atomic<unsigned> runs_{0};
};

} // namespace

std::unique_ptr<Runtime> make_over(std::function<Library()> load) {
    return std::make_unique<WasmtimeEmbedded>(std::move(load));
}

} // namespace wasmtime_embedded

std::unique_ptr<Runtime> make_wasmtime_embedded(WasmtimeEmbeddedConfig config) {
    return wasmtime_embedded::make_over(
        [config = std::move(config)] { return wasmtime_embedded::load_library(config.c_api); });
}

} // namespace wasmbench::adapters
