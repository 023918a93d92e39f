// The load generator on its own, against the native service of the workloads.
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/core.hpp>
#include <wasmbench/load/load.hpp>
#include <wasmbench/plan/manifest_workload.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>

int main() {
    namespace fs = std::filesystem;
    auto const* workloads = std::getenv("WASMBENCH_WORKLOADS"); // <build>/workloads
    auto const service = wasmbench::plan::load_workloads(
        fs::path(workloads ? workloads : "workloads") / "http_service" / "manifest.json");

    auto const launcher = wasmbench::make_posix_launcher();
    auto const connector = wasmbench::make_tcp_connector();
    auto const clock = wasmbench::make_system_clock();
    boost::asio::io_context io;
    wasmbench::RunContext context{
        io.get_executor(), *launcher, *connector, *clock, fs::temp_directory_path(), {}, {}, {}};
    auto const runtime = wasmbench::adapters::make_native();
    wasmbench::InstancePtr instance;
    runtime->async_start(context, {service.front().get(), {}, {}},
        [&](wasmbench::error_code, wasmbench::InstancePtr started) { instance = std::move(started); });
    while (!instance && io.run_one() > 0) {
    }
    if (!instance) return 1;

    wasmbench::load::LoadPlan plan;
    plan.endpoint = std::get<wasmbench::HttpEndpoint>(instance->endpoint());
    plan.check = [&](std::string_view body) { return service.front()->answers(plan.request, body); };
    plan.options.connections = 4;
    plan.options.stop.requests = 2000;
    auto const result = wasmbench::load::run(plan);
    std::cout << result.counts.ok << " correct answers, p99 "
              << static_cast<double>(result.service_time.value_at_quantile(0.99)) * 1e-3 << " us\n";
    return result.counts.ok == 2000 ? 0 : 1;
}
