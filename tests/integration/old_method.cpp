// The published study's method on a real service, with a real curl: its figures stand beside ours, under their names.
#include "real_runtime.hpp"

#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/catalog.hpp>
#include <wasmbench/plan/session.hpp>

#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <set>

using namespace wasmbench;

namespace {

struct Measured {
    std::map<std::string, std::vector<double>> values;
    std::map<std::string, std::string> absent;
    std::set<std::string> failures;

    double last(std::string const& name) const {
        auto const it = values.find(name);
        REQUIRE(it != values.end());
        return it->second.back();
    }
};

class Listener final : public Observer {
public:
    explicit Listener(Measured& out)
        : out_(out) {}

    void measured(Measurement const& m) override {
        for (auto const& s : m.samples) out_.values[m.metric.name].push_back(s.value);
    }
    void not_measured(RunKey const&, std::string_view metric, std::string_view reason) override {
        out_.absent[std::string(metric)] = reason;
    }
    void failed(RunKey const&, Failure const& f) override { out_.failures.insert(to_line(f)); }

private:
    Measured& out_;
};

/// One trial of the native HTTP service with the old method beside ours.
Measured trial(std::optional<std::filesystem::path> curl, Options options = {}) {
    Catalog catalog;
    catalog.add(adapters::make_native());
    for (auto& w : tests::built_workloads("http_service")) catalog.add(std::move(w));
    plan::Plan plan;
    plan.name = "old";
    plan.rows = {{"native", std::move(options), "http_service", "/"}};
    plan.settings.ready_within_seconds = 3;
    plan.settings.old_method.emplace();
    plan.settings.old_method->sequential_requests = 20;
    plan.settings.old_method->concurrent_requests = 40;

    asio::io_context io;
    testing::ScratchFolder const scratch;
    auto const launcher = make_posix_launcher();
    auto const connector = make_tcp_connector();
    auto const clock = make_system_clock();
    Measured out;
    Listener listener(out);
    plan::Session session(catalog, plan,
        {*launcher, *connector, *clock, scratch.path(), {}, {}, nullptr, nullptr, std::move(curl)}, listener);
    plan::SessionOutcome outcome;
    session.async_run(io.get_executor(), [&](error_code, plan::SessionOutcome o) { outcome = o; });
    io.run_for(std::chrono::minutes(1));
    CHECK(out.failures == std::set<std::string>{});
    CHECK(outcome.completed == 1);
    return out;
}

std::filesystem::path real_curl() {
    auto const found = adapters::find_program("curl");
    if (!found) SKIP("there is no program curl here");
    return *found;
}

} // namespace

TEST_CASE("a curl per request and one that polls give figures of their own, larger than ours") {
    auto const m = trial(real_curl());
    CHECK(m.absent == std::map<std::string, std::string>{});
    CHECK(m.values.at("old/latency").size() == 20);
    CHECK(m.values.at("http/service_time").size() == 50);
    for (double const seconds : m.values.at("old/latency")) CHECK(seconds > 1e-4);
    CHECK(m.last("old/throughput") > 0);
    CHECK(m.last("old/throughput") < m.last("http/throughput"));
    CHECK(m.last("old/cold_start") > 0);
    CHECK(m.last("old/bracket") > 0);
    CHECK(m.last("old/bracket") <= m.last("old/cold_start"));
    CHECK(m.last("old/tries") >= 1);
    CHECK(m.values.at("start/ready").size() == 1);
    CHECK(m.values.at("stop/duration").size() == 1);
#ifdef __linux__
    CHECK(m.last("old/rss") > 1e5);
#endif
    CHECK(m.values.contains("phase/old_method"));
    CHECK_FALSE(m.values.contains("old/failed"));
}

TEST_CASE("without curl each figure of it is a reason, and ours are all there") {
    auto const m = trial(std::nullopt);
    std::string const why = "there is no program curl here";
    CHECK(m.absent == std::map<std::string, std::string>{
                          {"old/cold_start", why}, {"old/latency", why}, {"old/throughput", why}});
    CHECK(m.values.contains("http/service_time"));
    CHECK(m.values.contains("http/throughput"));
}

TEST_CASE("a curl that fails is counted, and the reason is what it said") {
    auto const m = trial("/bin/false");
    CHECK(m.absent.at("old/latency") == "curl: exit status 1, ");
    CHECK(m.absent.at("old/throughput") == "curl: exit status 1, ");
    CHECK(m.values.at("old/failed") == std::vector<double>{20, 40});
    // It polls until the start's time is over; the trial is none the worse for it.
    CHECK(m.absent.contains("old/cold_start"));
}
