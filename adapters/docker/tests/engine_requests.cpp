#include "engine_requests.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::docker;
using Json = nlohmann::json;

namespace {

ContainerPlan plan() {
    ContainerPlan p;
    p.name = "wasmbench-hello-1";
    p.image = "wasmbench-image";
    p.arguments = {"--address", "0.0.0.0"};
    p.labels = {{"wasmbench", "1"}};
    return p;
}

Json common_host() {
    auto const limits = limits_of({});
    auto host = Json::parse(R"({"CapDrop": ["ALL"], "ReadonlyRootfs": true, "SecurityOpt": ["no-new-privileges"],
        "RestartPolicy": {"Name": "no"}, "AutoRemove": false, "Init": false,
        "LogConfig": {"Type": "json-file", "Config": {}}, "NetworkMode": "bridge"})");
    host["Memory"] = limits.memory_bytes;
    host["MemorySwap"] = limits.memory_bytes;
    host["PidsLimit"] = limits.pids;
    return host;
}

} // namespace

TEST_CASE("the version of the API that both sides speak") {
    CHECK(api_prefix("1.41", "1.12") == "/v1.41");
    CHECK(api_prefix("1.51", "1.24") == "/v1.47");
    CHECK(api_prefix("1.60", "1.50") == "/v1.50"); // an engine that has given up ours
    CHECK(api_prefix("1.9", "") == "/v1.9");
}

TEST_CASE("a container is created without rights, and with nothing else") {
    CHECK(Json::parse(create_body(plan())) ==
          Json({{"Image", "wasmbench-image"}, {"Cmd", {"--address", "0.0.0.0"}},
              {"Labels", {{"wasmbench", "1"}}}, {"Tty", false}, {"OpenStdin", false},
              {"HostConfig", common_host()}}));
}

TEST_CASE("its port is published on the loopback only") {
    auto p = plan();
    p.settings.network = Network::published;
    p.port = 4711;
    auto const body = Json::parse(create_body(p));
    CHECK(body["ExposedPorts"] == Json::parse(R"({"8080/tcp": {}})"));
    auto host = common_host();
    host["PortBindings"] = Json::parse(R"({"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": "4711"}]})");
    CHECK(body["HostConfig"] == host);
}

TEST_CASE("the host's network, or none") {
    auto p = plan();
    p.settings.network = Network::host;
    CHECK(Json::parse(create_body(p))["HostConfig"]["NetworkMode"] == "host");
    p.settings.network = Network::none;
    CHECK(Json::parse(create_body(p))["HostConfig"]["NetworkMode"] == "none");
    CHECK_FALSE(Json::parse(create_body(p)).contains("ExposedPorts"));
}

TEST_CASE("limits, without swap, and a control group of its own") {
    auto p = plan();
    p.settings.nano_cpus = 500'000'000;
    p.settings.memory_bytes = 64u << 20u;
    p.settings.pids = 7;
    p.cgroup_parent = "/mine";
    auto host = common_host();
    host.update(Json::parse(R"({"NanoCpus": 500000000, "Memory": 67108864, "MemorySwap": 67108864, "PidsLimit": 7,
        "CgroupParent": "/mine"})"));
    CHECK(Json::parse(create_body(p))["HostConfig"] == host);
}

TEST_CASE("an image is the program alone, every layer with its labels") {
    CHECK(dockerfile("serve", {{"wasmbench", "1"}, {"wasmbench.owner", "12.3.4.x"}}) ==
          "FROM scratch\n"
          "LABEL \"wasmbench\"=\"1\" \"wasmbench.owner\"=\"12.3.4.x\"\n"
          "COPY [\"serve\",\"/serve\"]\n"
          "ENTRYPOINT [\"/serve\"]\n");
    auto const context = build_context("/some/where/serve", {});
    REQUIRE(context.size() == 2);
    CHECK(context[0].name == "Dockerfile");
    CHECK(context[1].name == "serve");
    CHECK(context[1].mode == 0755);
    CHECK(context[1].file == "/some/where/serve");
}

TEST_CASE("the calls") {
    std::string const api = "/v1.41";
    auto line = [](EngineRequest const& r) { return r.method + " " + r.target; };
    CHECK(line(version_request()) == "GET /version");
    CHECK(line(info_request(api)) == "GET /v1.41/info");
    CHECK(line(build_request(api, "a:b", "/x", {})) ==
          "POST /v1.41/build?t=a%3Ab&nocache=1&rm=1&forcerm=1&networkmode=none");
    CHECK(build_request(api, "a:b", "/x", {}).archive.size() == 2);
    CHECK(line(create_request(api, plan())) == "POST /v1.41/containers/create?name=wasmbench-hello-1");
    CHECK(create_request(api, plan()).body == create_body(plan()));
    CHECK(line(start_request(api, "c")) == "POST /v1.41/containers/c/start");
    CHECK(line(wait_request(api, "c")) == "POST /v1.41/containers/c/wait?condition=not-running");
    CHECK(line(inspect_request(api, "c")) == "GET /v1.41/containers/c/json");
    CHECK(line(logs_request(api, "c")) == "GET /v1.41/containers/c/logs?stdout=1&stderr=1");
    CHECK(line(stats_request(api, "c")) == "GET /v1.41/containers/c/stats?stream=0&one-shot=1");
    CHECK(line(kill_request(api, "c", "SIGTERM")) == "POST /v1.41/containers/c/kill?signal=SIGTERM");
    CHECK(line(remove_container_request(api, "c")) == "DELETE /v1.41/containers/c?force=1&v=1");
    CHECK(line(inspect_network_request(api, "bridge")) == "GET /v1.41/networks/bridge");
    CHECK(line(inspect_image_request(api, "i")) == "GET /v1.41/images/i/json");
    CHECK(line(remove_image_request(api, "i/j")) == "DELETE /v1.41/images/i%2Fj?force=1");
    CHECK(line(list_containers_request(api, "k", "v")) ==
          "GET /v1.41/containers/json?all=1&filters=%7B%22label%22%3A%5B%22k%3Dv%22%5D%7D");
    CHECK(line(list_images_request(api, "k", "v")) ==
          "GET /v1.41/images/json?all=1&filters=%7B%22label%22%3A%5B%22k%3Dv%22%5D%7D");
}
