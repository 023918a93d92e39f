#pragma once

#include "real_runtime.hpp"

#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/core/catalog.hpp>
#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace wasmbench::tests {

/// The store's program on this machine; without one the test case is skipped, or fails when WASMBENCH_REQUIRE_RUNTIMES=1.
inline std::filesystem::path real_store() {
    for (auto const* name : {"redis-server", "valkey-server"})
        if (auto found = adapters::find_program(name)) return *found;
    std::string const why = "there is neither redis-server nor valkey-server here; ./scripts/runtimes install redis-server";
    auto const* required = std::getenv("WASMBENCH_REQUIRE_RUNTIMES");
    if (required != nullptr && std::string(required) == "1") FAIL(why);
    SKIP(why);
    return {};
}

/// What a session of kv_service told.
struct StoreTrials final : Observer {
    std::map<std::string, std::vector<double>> values;
    std::vector<Statefulness> states;
    std::vector<std::string> failures, skipped_rows, commands;

    void measured(Measurement const& m) override {
        for (auto const& s : m.samples) values[m.metric.name].push_back(s.value);
    }
    void state_observed(RunKey const&, Statefulness s) override { states.push_back(s); }
    void failed(RunKey const&, Failure const& f) override { failures.push_back(to_line(f)); }
    void skipped(RunKey const&, std::string_view why) override { skipped_rows.emplace_back(why); }
    void command_run(RunKey const&, std::string_view command) override { commands.emplace_back(command); }
};

/// Two trials of kv_service on `runtime`, one after the other, each with a store of its own.
inline void run_store_trials(StoreTrials& out, std::unique_ptr<Runtime> runtime, Options options = {}) {
    auto const program = real_store();
    Catalog catalog;
    plan::Plan plan;
    plan.name = "store";
    plan.blocks = 2;
    plan.rows = {{std::string(runtime->name()), std::move(options), "kv_service", "/store"}};
    catalog.add(std::move(runtime));
    for (auto& w : built_workloads("kv_service")) catalog.add(std::move(w));

    asio::io_context io;
    testing::ScratchFolder const scratch;
    auto const launcher = make_posix_launcher();
    auto const connector = make_tcp_connector();
    auto const clock = make_system_clock();
    plan::Session session(catalog, plan,
        {*launcher, *connector, *clock, scratch.path(), {}, {}, nullptr, nullptr, {}, program}, out);
    session.async_run(io.get_executor(), [](error_code, plan::SessionOutcome) {});
    io.run_for(std::chrono::minutes(2));
}

/// That both trials were measured, that the state is in the store, and that each had one of its own, which has gone.
inline void check_store_trials(StoreTrials const& m) {
    CHECK(m.failures == std::vector<std::string>{});
    CHECK(m.skipped_rows == std::vector<std::string>{});
    CHECK(m.states == std::vector{Statefulness::stateful, Statefulness::stateful});
    REQUIRE(m.values.contains("http/throughput"));
    CHECK(m.values.at("http/throughput").size() == 2);
    CHECK(m.values.at("http/service_time").size() == 100);
    CHECK(m.values.at("role/shared-daemon/store") == std::vector<double>{1, 1});
    for (double const bytes : m.values.at("memory/part/store")) CHECK(bytes > 1e5);
    for (double const seconds : m.values.at("cpu/part/store")) CHECK(seconds > 0);
    std::vector<std::string> stores;
    for (auto const& c : m.commands)
        if (c.find("--appendonly no") != std::string::npos) stores.push_back(c);
    REQUIRE(stores.size() == 2);
    CHECK(stores[0] != stores[1]); // another port, another folder
}

} // namespace wasmbench::tests
