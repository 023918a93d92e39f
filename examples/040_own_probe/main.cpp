// A probe of one's own: how many files a service has open, at rest and under load.
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/core.hpp>
#include <wasmbench/core/process_table.hpp>
#include <wasmbench/load/load.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/probe/sampler.hpp>

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace fs = std::filesystem;

class OpenFiles final : public wasmbench::Probe {
public:
    std::string_view name() const noexcept override { return "open-files"; }
    wasmbench::Availability availability() const override {
        return fs::exists("/proc/self/fd") ? wasmbench::Availability::yes() : wasmbench::Availability::no("there is no /proc");
    }
    std::span<wasmbench::Metric const> metrics() const noexcept override { return {&metric_, 1}; }
    wasmbench::Duration period() const noexcept override { return std::chrono::milliseconds(5); }
    wasmbench::Availability attach(wasmbench::ProcessTree const& tree) override {
        roots_ = tree.roots;
        return availability();
    }
    void sample(wasmbench::TimePoint, std::span<double> out) override {
        out[0] = 0;
        for (auto const& process : wasmbench::descendants(roots_)) {
            std::error_code gone; // a process may end between the two calls
            for (fs::directory_iterator file("/proc/" + std::to_string(process.pid) + "/fd", gone), end;
                 !gone && file != end; file.increment(gone))
                ++out[0];
        }
    }
    void detach() noexcept override { roots_.clear(); }

private:
    wasmbench::Metric metric_{"files/open", wasmbench::Unit::count};
    std::vector<wasmbench::ProcessIdentity> roots_;
};

int main() {
    auto const* workloads = std::getenv("WASMBENCH_WORKLOADS"); // <build>/workloads
    auto const service = wasmbench::plan::load_workloads(
        fs::path(workloads ? workloads : "workloads") / "http_service" / "manifest.json");
    auto const launcher = wasmbench::make_posix_launcher();
    auto const connector = wasmbench::make_tcp_connector();
    auto const clock = wasmbench::make_system_clock();
    boost::asio::io_context io;
    wasmbench::RunContext context{io.get_executor(), *launcher, *connector, *clock, fs::temp_directory_path(), {}, {}, {}};
    auto const runtime = wasmbench::adapters::make_native();
    wasmbench::InstancePtr instance;
    runtime->async_start(context, {service.front().get(), {}, {}}, [&](wasmbench::error_code ec, wasmbench::InstancePtr i) {
        if (ec) std::cerr << wasmbench::to_line({ec, context.diagnostics}) << '\n';
        instance = std::move(i);
    });
    while (!instance && io.run_one() > 0) {
    }
    if (!instance) return 1;

    OpenFiles probe;
    wasmbench::probe::Sampler sampler; // asks the probe in a thread of its own
    auto const said = sampler.start({&probe}, instance->processes(), {probe.period()}).front();
    if (!said.usable) return std::cerr << said.reason << '\n', 1;
    wasmbench::load::LoadPlan plan;
    plan.endpoint = std::get<wasmbench::HttpEndpoint>(instance->endpoint());
    plan.options.connections = 16;
    plan.options.stop.requests = 20000;
    auto const answered = wasmbench::load::run(plan).counts.ok;
    auto const samples = sampler.stop().series.front().samples; // the first was taken before the load began
    auto const most = std::max_element(samples.begin(), samples.end(), [](auto& a, auto& b) { return a.value < b.value; });
    std::cout << samples.front().value << " files open at rest, " << most->value << " under load of 16 connections\n";
    return answered == 20000 && most->value >= samples.front().value + 16 ? 0 : 1;
}
