// A workload and a measurement pipeline of one's own: any program, a session, an observer that keeps what it wants.
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/core.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/stats/stats.hpp>

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <iostream>

namespace {

// `expr 6 * 7`: a program that every system has. What it prints is checked in every trial.
class Multiplication final : public wasmbench::Workload {
public:
    std::string_view name() const noexcept override { return "multiplication"; }
    wasmbench::Capabilities needs() const noexcept override { return {wasmbench::Capability::command}; }
    std::optional<std::filesystem::path> artifact(std::string_view target) const override {
        if (target == "native") return "/usr/bin/expr";
        return std::nullopt; // there is no Wasm module of it: on such a runtime its row is skipped with that reason
    }
    std::vector<std::string> arguments() const override { return {"6", "*", "7"}; }
    wasmbench::Request request(std::uint64_t) const override { return {}; }
    bool answers(wasmbench::Request const&, std::string_view output) const override { return output == "42\n"; }
    std::string expected() const override { return "42"; }
};

class RunTimes final : public wasmbench::Observer {
public:
    std::vector<double> seconds;

    void measured(wasmbench::Measurement const& m) override {
        if (m.metric.name == "start/ready") seconds.push_back(m.samples.front().value);
    }
    void skipped(wasmbench::RunKey const& row, std::string_view reason) override {
        std::cerr << row.runtime << " skipped: " << reason << '\n';
    }
    void failed(wasmbench::RunKey const& row, wasmbench::Failure const& failure) override {
        std::cerr << row.runtime << " failed: " << wasmbench::to_line(failure) << '\n';
    }
};

} // namespace

int main() {
    wasmbench::Catalog catalog;
    catalog.add(wasmbench::adapters::make_native());
    catalog.add(std::make_unique<Multiplication>());

    wasmbench::plan::Plan plan;
    plan.name = "own-workload";
    plan.seed = 1;
    plan.blocks = 20;
    plan.rows = {{"native", {}, "multiplication", ""}};
    plan.settings.memory_trials = 0; // the time alone

    auto const launcher = wasmbench::make_posix_launcher();
    auto const connector = wasmbench::make_tcp_connector();
    auto const clock = wasmbench::make_system_clock();
    RunTimes times;
    wasmbench::plan::Session session(catalog, plan,
        {*launcher, *connector, *clock, std::filesystem::temp_directory_path(), {}, {}}, times);
    boost::asio::io_context io;
    wasmbench::plan::SessionOutcome outcome;
    session.async_run(io.get_executor(), [&](wasmbench::error_code, auto result) { outcome = result; });
    io.run();
    if (outcome.completed != plan.blocks) return 1;

    auto const summary = wasmbench::stats::summarize(times.seconds);
    std::cout << "median " << summary.median * 1e3 << " ms, 95 % interval " << summary.median_interval->low * 1e3 << " to "
              << summary.median_interval->high * 1e3 << " ms, n = " << summary.n << '\n';
}
