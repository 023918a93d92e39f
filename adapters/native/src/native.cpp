#include "command_line.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/core/version.hpp>

namespace wasmbench::adapters {
namespace {

class Native final : public Runtime {
public:
    std::string_view name() const noexcept override { return "native"; }
    Capabilities capabilities() const noexcept override {
        return {Capability::http, Capability::command, Capability::many_instances,
            Capability::page_cache, Capability::own_network, Capability::store};
    }
    // Native programs come with the workloads, so their version is this library's.
    Availability availability() const override { return Availability::yes(std::string(version)); }

    RowTraits describe(Workload const& workload, Options const& options) const override {
        native::read_options(workload, options);
        RowTraits t;
        t.mode = ExecutionMode::native;
        bool const service = workload.needs().has(Capability::http);
        t.instance = service ? InstancePolicy::long_lived : InstancePolicy::one_shot;
        if (service)
            t.fairness.push_back("The native service is multi-threaded (Boost.Asio, one thread per processor "
                                 "unless stated), as the runtimes' servers are.");
        return t;
    }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        auto nothing = [](PrepareSpec s) -> asio::awaitable<Result<Prepared>> {
            auto file = checked_artifact(*s.workload, "native");
            if (!file) co_return file.error();
            co_return Prepared{};
        };
        complete_with(context, nothing(std::move(spec)), std::move(handler));
    }

    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        complete_with(context, start(context, std::move(spec)), std::move(handler));
    }

    static asio::awaitable<Result<InstancePtr>> start(RunContext& context, StartSpec spec) {
        auto const settings = native::read_options(*spec.workload, spec.options);
        auto file = checked_artifact(*spec.workload, "native");
        if (!file) co_return file.error();
        Command command;
        command.program = *file;
        command.environment = plain_environment(context.scratch);
        command.working_directory = context.scratch;
        command.log_stem = context.log_stem;
        if (!spec.workload->needs().has(Capability::http)) {
            command.arguments = spec.workload->arguments();
            co_return co_await run_once(context, std::move(command), Role::workload, spec);
        }
        auto endpoint = local_endpoint(context, settings.port);
        if (!endpoint) co_return endpoint.error();
        command.arguments = native::service_arguments(settings, *endpoint, context.store);
        co_return co_await start_server(context, std::move(command), *endpoint, Role::workload, spec);
    }
};

} // namespace

std::unique_ptr<Runtime> make_native() {
    return std::make_unique<Native>();
}

} // namespace wasmbench::adapters
