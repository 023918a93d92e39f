// A runtime as a fixture of Catch2: each test gets a service that has answered, and none is left when it
// ends.
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/core.hpp>
#include <wasmbench/load/load.hpp>
#include <wasmbench/plan/manifest_workload.hpp>

#include <boost/asio/io_context.hpp>

#include <catch2/benchmark/catch_benchmark.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <filesystem>

namespace fs = std::filesystem;
namespace wb = wasmbench;

namespace {

/// Put another adapter in the place of make_native() to test the same service on another runtime.
class RunningService {
public:
    RunningService() {
        wb::StartSpec spec;
        spec.workload = workload_.front().get();
        runtime_->async_start(context_, spec, [this](wb::error_code ec, wb::InstancePtr started) {
            if (ec) throw wb::Error(wb::Failure{ec, context_.diagnostics});
            instance_ = std::move(started);
        });
        while (!instance_ && io_.run_one() > 0) {
        }
    }

    wb::load::LoadResult send(std::uint64_t requests) const {
        wb::load::LoadPlan plan;
        plan.endpoint = std::get<wb::HttpEndpoint>(instance_->endpoint());
        plan.check = [&](std::string_view body) { return workload_.front()->answers(plan.request, body); };
        plan.options.stop.requests = requests;
        return wb::load::run(plan);
    }

protected:
    static fs::path manifest() {
        auto const* workloads = std::getenv("WASMBENCH_WORKLOADS"); // <build>/workloads
        return fs::path(workloads ? workloads : "workloads") / "http_service" / "manifest.json";
    }

    std::vector<std::unique_ptr<wb::Workload>> workload_ = wb::plan::load_workloads(manifest());
    std::unique_ptr<wb::Runtime> runtime_ = wb::adapters::make_native();
    std::unique_ptr<wb::Launcher> launcher_ = wb::make_posix_launcher();
    std::unique_ptr<wb::Connector> connector_ = wb::make_tcp_connector();
    std::unique_ptr<wb::Clock> clock_ = wb::make_system_clock();
    boost::asio::io_context io_;
    wb::RunContext context_{
        io_.get_executor(), *launcher_, *connector_, *clock_, fs::temp_directory_path(), {}, {}, {}};
    wb::InstancePtr instance_; // the last one: it is ended before what it was started with
};

} // namespace

TEST_CASE_METHOD(RunningService, "every answer of the service is right") {
    auto const result = send(500);
    CHECK(result.counts.ok == 500);
    CHECK(result.counts.failed() == 0);
}

TEST_CASE_METHOD(RunningService, "the service starts within five seconds") {
    auto const took = instance_->timeline().between(wb::marks::launch, wb::marks::ready);
    REQUIRE(took);
    CHECK(*took < std::chrono::seconds(5));
}

TEST_CASE_METHOD(RunningService, "a hundred requests, timed by Catch2") {
    BENCHMARK("100 requests, one after the other") {
        return send(100).counts.ok;
    };
}
