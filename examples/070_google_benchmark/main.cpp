// A runtime as a fixture of Google Benchmark. The times are wasmbench's own (UseManualTime): Google Benchmark
// repeats, sums up and writes them.
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/core.hpp>
#include <wasmbench/load/load.hpp>
#include <wasmbench/plan/manifest_workload.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

namespace fs = std::filesystem;
namespace wb = wasmbench;

namespace {

class Service : public benchmark::Fixture {
public:
    void SetUp(benchmark::State&) override {
        auto const* folder = std::getenv("WASMBENCH_WORKLOADS"); // <build>/workloads
        workloads_ = wb::plan::load_workloads(
            fs::path(folder ? folder : "workloads") / "http_service" / "manifest.json");
    }

    /// nullptr, and the benchmark says why, when it does not start. An instance that goes out of scope is
    /// ended.
    wb::InstancePtr start(benchmark::State& state) {
        wb::InstancePtr instance;
        wb::StartSpec spec;
        spec.workload = workloads_.front().get();
        runtime_->async_start(context_, spec, [&](wb::error_code ec, wb::InstancePtr started) {
            if (ec) state.SkipWithError(wb::to_line({ec, context_.diagnostics}).c_str());
            instance = std::move(started);
        });
        io_.restart();
        while (!instance && io_.run_one() > 0) {
        }
        return instance;
    }

private:
    std::vector<std::unique_ptr<wb::Workload>> workloads_;
    std::unique_ptr<wb::Runtime> runtime_ = wb::adapters::make_native();
    std::unique_ptr<wb::Launcher> launcher_ = wb::make_posix_launcher();
    std::unique_ptr<wb::Connector> connector_ = wb::make_tcp_connector();
    std::unique_ptr<wb::Clock> clock_ = wb::make_system_clock();
    boost::asio::io_context io_;
    wb::RunContext context_{
        io_.get_executor(), *launcher_, *connector_, *clock_, fs::temp_directory_path(), {}, {}, {}};
};

} // namespace

BENCHMARK_DEFINE_F(Service, cold_start)(benchmark::State& state) {
    for (auto _ : state) {
        auto const instance = start(state);
        if (!instance) break;
        state.SetIterationTime(
            wb::to_seconds(*instance->timeline().between(wb::marks::launch, wb::marks::ready)));
    }
}
BENCHMARK_REGISTER_F(Service, cold_start)->UseManualTime()->Iterations(5)->Repetitions(3);

BENCHMARK_DEFINE_F(Service, requests)(benchmark::State& state) {
    auto const instance = start(state);
    if (!instance) return;
    wb::load::LoadPlan plan;
    plan.endpoint = std::get<wb::HttpEndpoint>(instance->endpoint());
    plan.options.stop.requests = static_cast<std::uint64_t>(state.range(0));
    for (auto _ : state) state.SetIterationTime(wb::load::run(plan).service_time.mean() * 1e-9);
}
BENCHMARK_REGISTER_F(Service, requests)->UseManualTime()->Arg(100)->Arg(1000)->Iterations(5);

BENCHMARK_MAIN();
