#include "engine_answers.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::docker;

TEST_CASE("an engine says who it is") {
    CHECK(parse_version(R"({"Version":"20.10.24+dfsg1","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux"})") ==
          EngineVersion{"20.10.24+dfsg1", "1.41", "1.12"});
    CHECK(parse_version(R"({"Version":"1","ApiVersion":"1.20"})") == EngineVersion{"1", "1.20", ""});
    CHECK(parse_cgroup_driver(R"({"CgroupDriver":"cgroupfs"})") == "cgroupfs");
}

TEST_CASE("the gateway of a network is its IPv4 one") {
    auto const network = [](std::string const& config) { return parse_gateway(R"({"IPAM":{"Config":)" + config + "}}"); };
    CHECK(network(R"([{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}])") == "172.17.0.1");
    CHECK(network(R"([{"Gateway":"fd00::1"},{"Gateway":"10.0.0.1"}])") == "10.0.0.1");
    for (auto const* none : {"[]", "null", R"([{"Subnet":"172.17.0.0/16"}])", R"([{"Gateway":"fd00::1"}])", "[1]", "7"})
        CHECK(network(none).empty());
}

TEST_CASE("what is no such answer is none, and throws nothing") {
    for (auto const* body : {"", "OK", "[]", "{}", "null", "{\"Version\":3}", "<html>", "{\"State\":[]}", "[1]", "[{}]"}) {
        CAPTURE(body);
        CHECK_FALSE(parse_version(body));
        CHECK_FALSE(parse_cgroup_driver(body));
        CHECK_FALSE(parse_id(body));
        CHECK(parse_gateway(body).empty());
        CHECK_FALSE(parse_state(body));
        CHECK_FALSE(parse_exit_code(body));
        CHECK_FALSE(parse_stats(body));
        if (std::string_view(body) != "[]") CHECK_FALSE(parse_list(body));
        CHECK(parse_build(body).image_id.empty());
        CHECK_FALSE(parse_build(body).error.empty());
    }
}

TEST_CASE("a container's state") {
    ContainerState wanted;
    wanted.id = "4830";
    wanted.status = "exited";
    wanted.out_of_memory = true;
    wanted.exit_code = 137;
    wanted.error = "oh";
    wanted.command = {"/serve", "--port", "8080"};
    CHECK(parse_state(R"({"Id":"4830","Path":"/serve","Args":["--port","8080"],"State":{"Status":"exited",
        "Running":false,"Paused":false,"OOMKilled":true,"Pid":0,"ExitCode":137,"Error":"oh"}})") == wanted);
    auto const running = parse_state(
        R"({"Id":"1","State":{"Status":"running","Running":true,"Pid":42,"ExitCode":0}})");
    REQUIRE(running);
    CHECK(running->running);
    CHECK(running->pid == 42);
    CHECK(running->command.empty());
}

TEST_CASE("exit code, stats, lists") {
    CHECK(parse_id(R"({"Id":"abc","Warnings":[]})") == "abc");
    CHECK(parse_exit_code(R"({"Error":null,"StatusCode":3})") == 3);
    for (auto const* far : {"1e300", "4294967297", "-4294967297", "3.5", "\"3\"", "null"}) {
        CAPTURE(far);
        CHECK_FALSE(parse_exit_code(R"({"StatusCode":)" + std::string(far) + "}"));
        CHECK_FALSE(parse_state(R"({"Id":"1","State":{"Status":"running","Running":true,"ExitCode":0,"Pid":)" + std::string(far) + "}}"));
    }
    CHECK_FALSE(parse_stats(R"({"cpu_stats":{"cpu_usage":{"total_usage":-1}},"memory_stats":{"usage":1}})"));
    CHECK(parse_stats(R"({"cpu_stats":{"cpu_usage":{"total_usage":33747851}},"memory_stats":{"usage":843776}})") ==
          ContainerStats{33747851, 843776});
    CHECK(parse_list(R"([{"Id":"a","Labels":{"k":"v"}},{"Id":"b","Labels":null},{"Id":"c"}])") ==
          std::vector<ListedObject>{{"a", {{"k", "v"}}}, {"b", {}}, {"c", {}}});
    CHECK(parse_list(R"([{"Id":"a","Names":["/run-1","/x"]},{"Id":"b","RepoTags":["t:latest"]},{"Id":"c","RepoTags":null},{"Id":"d","RepoTags":["<none>:<none>"]}])") ==
          std::vector<ListedObject>{{"a", {}, "run-1"}, {"b", {}, "t:latest"}, {"c", {}}, {"d", {}}});
}

TEST_CASE("what went wrong, in the engine's words, with IDs that leave room for them") {
    CHECK(error_message(R"({"message":"No such container: x"})") == "No such container: x");
    CHECK(error_message("<html>\nproxy</html>") == "<html>?proxy</html>");
    std::string const id(64, 'a');
    CHECK(error_message(R"({"message":"endpoint x ()" + id + R"(): address in use, code 0123abc"})") ==
          "endpoint x (aaaaaaaaaaaa): address in use, code 0123abc");
}

TEST_CASE("a build ends with an image, or with the engine's words") {
    CHECK(parse_build("{\"stream\":\"Step 1/4\"}\r\n{\"aux\":{\"ID\":\"sha256:48\"}}\r\n{\"stream\":\"Successfully\"}\r\n") ==
          BuildOutcome{"sha256:48", ""});
    CHECK(parse_build("{\"aux\":{\"ID\":\"sha256:48\"}}\n{\"errorDetail\":{\"message\":\"no\"},\"error\":\"no space\"}\n") ==
          BuildOutcome{"", "no space"});
    CHECK(parse_build("{\"stream\":\"Step 1/4\"}\n") == BuildOutcome{"", "the build ended without an image"});
    CHECK(parse_build("{\"stream\":\"Step 1") == BuildOutcome{"", "not the answer to a build: {\"stream\":\"Step 1"});
}
