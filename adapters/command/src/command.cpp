#include "command_line.hpp"
#include "version.hpp"

#include <wasmbench/adapters/command.hpp>
#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/last_words.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/core/coroutine.hpp>

#include <mutex>

namespace wasmbench::adapters {
namespace {

namespace fs = std::filesystem;
using command::Places;

constexpr char const* described_artifact = "compiled";

class DescribedRuntime final : public Runtime {
public:
    explicit DescribedRuntime(RuntimeDescription description)
        : d_(std::move(description)) {}

    std::string_view name() const noexcept override { return d_.name; }
    Capabilities capabilities() const noexcept override { return d_.capabilities; }
    std::string why_not(Capability c) const override {
        for (auto const& [lacking, why] : d_.lacks)
            if (lacking == c) return why;
        return {};
    }
    Availability availability() const override {
        std::lock_guard lock(mutex_);
        if (!availability_) availability_ = look();
        return *availability_;
    }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return command::traits(d_, workload, command::read_options(d_, workload, options));
    }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        complete_with(context, prepare(context, std::move(spec)), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        complete_with(context, start(context, std::move(spec)), std::move(handler));
    }

    fs::path folder() const { return d_.source.parent_path(); }

    // A program that is named by a path is not looked for.
    std::optional<fs::path> chosen(std::string const& program) const {
        if (program.find('/') == program.npos) return std::nullopt;
        return (folder() / program).lexically_normal();
    }

    Availability look() const {
        VersionQuestion const question{d_.version_arguments,
            [this](std::string_view printed) { return command::version_in(printed, d_.version_after); }};
        auto a = program_availability(d_.program, chosen(d_.program), d_.install, question);
        if (!a.usable) return a;
        if (!d_.minimum.empty() && command::is_older(a.version, d_.minimum))
            return Availability::no(a.files.front().string() + " is " + a.version +
                                        ", its description asks for " + d_.minimum + " or newer",
                d_.install);
        std::error_code ec;
        for (auto const& file : d_.files)
            if (!fs::exists(file, ec))
                return Availability::no(file.string() + " is missing, which its description lists",
                    "put it there, or correct " + d_.source.string());
        a.files.push_back(d_.source);
        a.files.insert(a.files.end(), d_.files.begin(), d_.files.end());
        return a;
    }

    // A command with its program and the plain environment.
    Result<Command> base_command(RunContext& context, std::string const& described) const {
        auto const& program = described.empty() ? d_.program : described;
        auto c = installed_command(context, program, chosen(program), d_.install);
        if (c) return c;
        auto failure = c.error();
        failure.diagnostics.remedy = d_.install;
        return failure;
    }

    // A failed start with the words last that tell most.
    Result<InstancePtr> telling(Result<InstancePtr> started) const {
        if (started) return started;
        auto failure = started.error();
        auto& said = failure.diagnostics.stderr_tail;
        for (auto const& words : d_.last_words) {
            if (said.find(words) == said.npos) continue;
            said = with_last(std::move(said), words);
            break;
        }
        return failure;
    }

    Failure unsupported(Workload const& workload) const {
        Diagnostics d;
        d.stage = d_.name;
        d.subject = label(workload);
        d.expected = "a workload that a mode of its description runs";
        return {errc::unsupported, std::move(d)};
    }

    asio::awaitable<Result<Prepared>> prepare(RunContext& context, PrepareSpec spec) const {
        auto const settings = command::read_options(d_, *spec.workload, spec.options);
        if (!settings.mode) co_return unsupported(*spec.workload);
        auto const& mode = *settings.mode;
        Prepared prepared;
        auto const module = checked_artifact(*spec.workload, command::target_of(*spec.workload, mode));
        if (!module) co_return module.error();
        // A program that is missing is found here and not in the first start.
        auto compiler = base_command(context, mode.compile ? mode.compile->command.program : std::string());
        if (!compiler) co_return compiler.error();
        if (!mode.compile) co_return prepared;

        auto const artifact = context.scratch / (module->stem().string() + mode.compile->suffix);
        Places const places{folder(), context.scratch, *module, artifact};
        command::set_compile(*compiler, mode, places);
        auto const begin = context.clock.now();
        auto const stage = d_.name + " compile";
        auto compiled = co_await run_step(context, *compiler, stage, mode.compile->limit);
        if (!compiled) co_return compiled.error();
        std::error_code ec;
        if (!fs::exists(artifact, ec)) {
            Diagnostics d;
            d.stage = stage;
            d.subject = artifact.string();
            d.command = to_string(*compiler);
            d.expected = "this file or folder when the compiler has ended";
            co_return Failure{errc::prepare_failed, std::move(d)};
        }
        prepared.steps.emplace_back("compile", compiled->ended_at - begin);
        prepared.artifacts[described_artifact] = artifact;
        co_return prepared;
    }

    asio::awaitable<Result<InstancePtr>> start(RunContext& context, StartSpec spec) const {
        auto const& workload = *spec.workload;
        auto const settings = command::read_options(d_, workload, spec.options);
        if (!settings.mode) co_return unsupported(workload);
        auto const& mode = *settings.mode;
        auto const module = checked_artifact(workload, command::target_of(workload, mode));
        if (!module) co_return module.error();
        Places places{folder(), context.scratch, *module, {}};
        if (mode.compile) {
            auto const it = spec.prepared.artifacts.find(described_artifact);
            if (it == spec.prepared.artifacts.end()) {
                Diagnostics d;
                d.stage = "start";
                d.subject = label(workload);
                d.expected = "the compiled file of a prepare step with the same options";
                co_return Failure{errc::artifact_missing, std::move(d)};
            }
            places.artifact = it->second;
        }
        bool const service = workload.needs().has(Capability::http);
        auto c = base_command(context, service ? mode.serve->command.program : mode.run->command.program);
        if (!c) co_return c.error();
        if (!service) {
            command::set_run(*c, mode, places, workload.arguments());
            auto ended = co_await run_once(context, std::move(*c), Role::workload, spec);
            co_return telling(std::move(ended));
        }
        auto endpoint = local_endpoint(context, settings.port);
        if (!endpoint) co_return endpoint.error();
        command::set_serve(*c, mode, places, *endpoint, context.store);
        auto started = co_await start_server(context, std::move(*c), *endpoint, Role::workload, spec,
            mode.serve->accepts_after, mode.serve->stop_signal);
        co_return telling(std::move(started));
    }

    RuntimeDescription d_;
    mutable std::mutex mutex_;
    mutable std::optional<Availability> availability_;
};

} // namespace

std::unique_ptr<Runtime> make_command(RuntimeDescription description) {
    return std::make_unique<DescribedRuntime>(std::move(description));
}

} // namespace wasmbench::adapters
