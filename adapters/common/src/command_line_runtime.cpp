#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/command_line_runtime.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/core/coroutine.hpp>

namespace wasmbench::adapters {

Availability CommandLineRuntime::availability() const {
    std::lock_guard lock(mutex_);
    if (!availability_)
        availability_ =
            program_availability(program_.name, program_.chosen, program_.fix, VersionQuestion{{program_.version_word}});
    return *availability_;
}

void CommandLineRuntime::do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) {
    complete_with(context, prepare(context, std::move(spec)), std::move(handler));
}

void CommandLineRuntime::do_start(RunContext& context, StartSpec spec, StartHandler handler) {
    complete_with(context, start(context, std::move(spec)), std::move(handler));
}

asio::awaitable<Result<Prepared>> CommandLineRuntime::prepare(RunContext& context, PrepareSpec spec) const {
    describe(*spec.workload, spec.options);
    auto const command = installed_command(context, program_.name, program_.chosen, program_.fix);
    if (!command) co_return command.error();
    auto const file = checked_artifact(*spec.workload, target(*spec.workload));
    if (!file) co_return file.error();
    co_return Prepared{};
}

asio::awaitable<Result<InstancePtr>> CommandLineRuntime::start(RunContext& context, StartSpec spec) const {
    auto const& workload = *spec.workload;
    describe(workload, spec.options);
    auto command = installed_command(context, program_.name, program_.chosen, program_.fix);
    if (!command) co_return command.error();
    auto const file = checked_artifact(workload, target(workload));
    if (!file) co_return file.error();
    if (!workload.needs().has(Capability::http)) {
        command->arguments = arguments({workload, spec.options, *file, {}, {}});
        co_return co_await run_once(context, std::move(*command), Role::workload, spec);
    }
    auto endpoint = local_endpoint(context, {});
    if (!endpoint) co_return endpoint.error();
    command->arguments = arguments({workload, spec.options, *file, *endpoint, context.store});
    co_return co_await start_server(context, std::move(*command), *endpoint, Role::workload, spec);
}

} // namespace wasmbench::adapters
