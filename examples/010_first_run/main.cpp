// Starts a service once and tells how long its cold start took.
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/core.hpp>
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
    wasmbench::StartSpec spec;
    spec.workload = service.front().get();
    int status = 1;
    runtime->async_start(context, spec, [&](wasmbench::error_code ec, wasmbench::InstancePtr instance) {
        if (ec) {
            std::cerr << wasmbench::to_line({ec, context.diagnostics}) << '\n';
            return;
        }
        auto const took = instance->timeline().between(wasmbench::marks::launch, wasmbench::marks::ready);
        std::cout << "first correct answer after " << wasmbench::to_seconds(*took) * 1e3 << " ms\n";
        status = 0;
    }); // the instance goes out of scope there: everything that it started is ended
    io.run();
    return status;
}
