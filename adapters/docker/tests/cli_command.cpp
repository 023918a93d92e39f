#include "cli_command.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::docker;
using Words = std::vector<std::string>;

namespace {

Words const common{"--cap-drop", "ALL", "--read-only", "--security-opt", "no-new-privileges", "--restart", "no",
    "--init=false", "--log-driver", "json-file", "--pull", "never"};

Words joined(Words a, Words const& b, Words const& c) {
    a.insert(a.end(), b.begin(), b.end());
    a.insert(a.end(), c.begin(), c.end());
    return a;
}

Words limits(Settings const& s) {
    auto const l = limits_of(s);
    auto const memory = std::to_string(l.memory_bytes) + "b";
    return {"--memory", memory, "--memory-swap", memory, "--pids-limit", std::to_string(l.pids)};
}

} // namespace

TEST_CASE("docker run is told what the API is told") {
    ContainerPlan p;
    p.name = "n";
    p.image = "i";
    p.arguments = {"--port", "8080"};
    p.labels = {{"wasmbench", "1"}, {"wasmbench.owner", "o"}};
    Words const begin{"run", "--name", "n", "--label", "wasmbench=1", "--label", "wasmbench.owner=o"};
    CHECK(run_arguments(p) == joined(joined(begin, common, limits({})), {"i"}, {"--port", "8080"}));

    p.settings.network = Network::published;
    p.port = 99;
    CHECK(run_arguments(p) == joined(joined(begin, common, {"--publish", "127.0.0.1:99:8080"}), limits({}),
                                  {"i", "--port", "8080"}));

    p.settings.network = Network::host;
    p.settings.nano_cpus = 500'000'000;
    p.settings.memory_bytes = 64;
    p.settings.pids = 3;
    p.cgroup_parent = "/g";
    CHECK(run_arguments(p) ==
          joined(begin, common, {"--network", "host", "--cgroup-parent", "/g", "--cpus", "0.5", "--memory", "64b",
                                    "--memory-swap", "64b", "--pids-limit", "3", "i", "--port", "8080"}));

    p = {};
    p.name = "n";
    p.image = "i";
    p.settings.network = Network::none;
    CHECK(run_arguments(p) ==
          joined(joined({"run", "--name", "n"}, common, {"--network", "none"}), limits({}), {"i"}));
}

TEST_CASE("docker build uses no layer cache") {
    CHECK(build_arguments("t", "/c") ==
          Words{"build", "--no-cache", "--force-rm", "--network", "none", "--tag", "t", "/c"});
}
