#include "host_program.hpp"
#include "host_report.hpp"
#include "settings.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/adapters/sightglass.hpp>
#include <wasmbench/core/coroutine.hpp>

#include <atomic>
#include <fstream>
#include <iterator>
#include <mutex>

namespace wasmbench::adapters {
namespace {

namespace fs = std::filesystem;
using sightglass::RunFiles;
using sightglass::Settings;

constexpr auto check_limit = std::chrono::seconds(20);
constexpr std::streamoff output_limit = 256 * 1024; // as Command's

std::string last_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

// The end of what the program printed.
std::string output_of(fs::path const& file) {
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in) return {};
    auto const size = static_cast<std::streamoff>(in.tellg());
    in.seekg(size > output_limit ? size - output_limit : 0);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Sightglass final : public Runtime {
public:
    explicit Sightglass(SightglassConfig config)
        : config_(std::move(config)) {}

    std::string_view name() const noexcept override { return "sightglass"; }
    Capabilities capabilities() const noexcept override {
        return {Capability::command, Capability::many_instances, Capability::page_cache};
    }
    Availability availability() const override {
        std::lock_guard const lock(mutex_);
        if (!availability_) availability_ = look();
        return *availability_;
    }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return sightglass::traits(workload, sightglass::read_options(options));
    }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        complete_with(context, prepare(std::move(spec)), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        complete_with(context, start(context, std::move(spec)), std::move(handler));
    }

    // By the host: an engine that ends the process when it is loaded must not end the harness.
    Availability look() const {
        auto const engine = sightglass::find_engine(config_.engine);
        if (!engine)
            return Availability::no("no engine is named", "set WASMBENCH_SIGHTGLASS_ENGINE to a shared library that has the five "
                                                          "functions wasm_bench_create, _compile, _instantiate, _execute and _free");
        std::error_code ec;
        if (!fs::is_regular_file(*engine, ec))
            return Availability::no("there is no file " + engine->string(), "correct or unset WASMBENCH_SIGHTGLASS_ENGINE");
        auto const host = sightglass::find_host(config_.host);
        if (!host)
            return Availability::no("wasmbench-sightglass-host is not here",
                "build it (it is made with this library) or set WASMBENCH_SIGHTGLASS_HOST");
        auto const file = fs::absolute(*engine);
        auto const answer = run_tool(*host, {"--check", file.string()}, check_limit);
        if (!answer) return Availability::no(host->string() + " could not be run, or did not end within 20 s");
        if (answer->exit_code != 0) {
            auto const said = last_line(answer->text);
            return Availability::no(file.string() + ": " + (said.empty() ? "loading it ended the process" : said),
                "name a library with the five functions of Sightglass's interface");
        }
        // The interface has no way to ask an engine for its version.
        return Availability::yes(file.filename().string(), {file, fs::absolute(*host)});
    }

    Failure unavailable() const {
        auto const a = availability();
        Diagnostics d;
        d.stage = "load an engine of Sightglass's interface";
        d.subject = a.reason;
        d.remedy = a.fix;
        return {errc::unavailable, std::move(d)};
    }

    asio::awaitable<Result<Prepared>> prepare(PrepareSpec spec) const {
        sightglass::read_options(spec.options);
        if (!availability().usable) co_return unavailable();
        auto const module = checked_artifact(*spec.workload, "wasm32-wasi");
        if (!module) co_return module.error();
        co_return Prepared{};
    }

    asio::awaitable<Result<InstancePtr>> start(RunContext& context, StartSpec spec) const {
        auto const settings = sightglass::read_options(spec.options);
        auto const a = availability();
        if (!a.usable) co_return unavailable();
        auto const module = checked_artifact(*spec.workload, "wasm32-wasi");
        if (!module) co_return module.error();

        auto const stem = context.scratch / ("sightglass-" + std::to_string(runs_++));
        auto const made = stem.string() + ".folder";
        RunFiles const files{settings.folder.empty() ? fs::path(made) : settings.folder, stem.string() + ".out", stem.string() + ".err"};
        std::error_code ec;
        if (settings.folder.empty()) fs::create_directories(made, ec);
        if (!fs::is_directory(files.folder, ec)) {
            Diagnostics d;
            d.stage = "open the program's folder";
            d.subject = files.folder.string();
            d.remedy = settings.folder.empty() ? "check that the scratch folder can be written and the disk has room"
                                               : "name a folder that is there with the option folder";
            co_return Failure{errc::artifact_missing, std::move(d)};
        }
        Command command;
        command.program = a.files[1];
        command.arguments = sightglass::host_arguments(settings, a.files[0], *module, files);
        command.environment = sightglass::host_environment(context.scratch);
        command.working_directory = context.scratch;
        command.log_stem = context.log_stem;
        std::function<Result<std::string>(std::string, Timeline&)> const read = [&files](std::string text, Timeline& timeline) -> Result<std::string> {
            auto const moments = sightglass::parse_host_report(text);
            if (!moments) return moments.error();
            sightglass::add_moments(*moments, timeline);
            return output_of(files.output);
        };
        auto instance = co_await run_once(context, std::move(command), Role::workload, spec, read);
        auto const own_words = output_of(files.errors);
        for (auto const& one : {fs::path(made), files.output, files.errors}) fs::remove_all(one, ec);
        if (instance) co_return instance;
        auto failure = instance.error();
        failure.diagnostics.stderr_tail += own_words;
        co_return failure;
    }

    SightglassConfig config_;
    mutable std::mutex mutex_;
    mutable std::optional<Availability> availability_;
    mutable std::atomic<int> runs_{0};
};

} // namespace

std::unique_ptr<Runtime> make_sightglass(SightglassConfig config) {
    return std::make_unique<Sightglass>(std::move(config));
}

} // namespace wasmbench::adapters
