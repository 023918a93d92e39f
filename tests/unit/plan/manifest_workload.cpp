#include <support/paths.hpp>
#include "allocation_count.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>
#include <vector>

#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::plan;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

constexpr char const* command = R"({
  "schema": 1, "name": "sum", "kind": "command", "description": "d", "fairness": ["One source.", "-O2."],
  "artifacts": {"native": "bin/sum", "wasm32-wasi": "workloads/sum.wasm"}, "arguments": ["7"],
  "expect": {"exit_status": 0, "stdout": {"regex": "sum=28 elapsed_ms=([0-9]+\\.[0-9]{3})\\n",
    "numbers": [{"metric": "command/elapsed", "unit": "s", "scale": 0.001}]}},
  "digests": {"7": "28"}})";

constexpr char const* service = R"({
  "schema": 1, "name": "svc", "kind": "http", "native_arguments": ["--port", "{port}"],
  "artifacts": {"native": "bin/svc", "wasi-http": "svc.wasm"},
  "endpoints": [
    {"path": "/", "status": 200, "content_type": "text/plain", "body": {"exact": "hi\n"}},
    {"path": "/state", "status": 200, "content_type": "text/plain",
     "body": {"counter": {"first": 1, "step": 1, "suffix": "\n"}}}]})";

/// A manifest in a folder of its own.
struct Manifest {
    testing::ScratchFolder folder;
    fs::path file = folder.path() / "workloads" / "x" / "manifest.json";

    explicit Manifest(std::string const& text) {
        fs::create_directories(file.parent_path());
        testing::write_file(file, text);
    }
};

std::string replaced(std::string text, std::string const& what, std::string const& with) {
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

bool answers(Workload const& w, std::string_view text) {
    return w.answers(w.request(0), text);
}

} // namespace

TEST_CASE("a command's manifest becomes one workload") {
    Manifest const manifest(command);
    auto const all = load_workloads(manifest.file, "/root");
    REQUIRE(all.size() == 1);
    auto const& w = *all[0];
    CHECK(w.name() == "sum");
    CHECK(w.endpoint().empty());
    CHECK(w.needs() == Capabilities{Capability::command});
    CHECK(w.arguments() == std::vector<std::string>{"7"});
    CHECK(w.artifact("native") == fs::path("/root/bin/sum"));
    CHECK(w.artifact("wasm32-wasi") == fs::path("/root/workloads/sum.wasm"));
    CHECK(w.artifact("wasi-http") == std::nullopt);
    CHECK(answers(w, "sum=28 elapsed_ms=12.500\n"));
    CHECK(!answers(w, "sum=29 elapsed_ms=12.500\n"));
    CHECK(!answers(w, "sum=28 elapsed_ms=12.500"));
    CHECK(w.self_reported("sum=28 elapsed_ms=12.500\n") ==
          std::vector<SelfReported>{{{"command/elapsed", Unit::seconds}, 0.0125}});
    CHECK(w.self_reported("something else").empty());
    CHECK_THAT(w.expected(), ContainsSubstring("sum=28"));
    std::vector<std::string> const outputs = {"1\n", "1\n"};
    CHECK(w.statefulness(outputs) == Statefulness::not_applicable);
}

TEST_CASE("a service's manifest becomes one workload per endpoint") {
    Manifest const manifest(service);
    auto const all = load_workloads(manifest.file, "/root");
    REQUIRE(all.size() == 2);
    CHECK(all[0]->endpoint() == "/");
    CHECK(all[1]->endpoint() == "/state");
    for (auto const& w : all) {
        CHECK(w->name() == "svc");
        CHECK(w->needs() == Capabilities{Capability::http});
        CHECK(w->request(3) == Request{"GET", std::string(w->endpoint()), {}, {}});
    }
    CHECK(all[0]->expected() == "the text \"hi\\n\"");
    CHECK(answers(*all[0], "hi\n"));
    CHECK(!answers(*all[0], "hi"));
    CHECK(!answers(*all[0], "hi\n\n"));
    CHECK(!answers(*all[0], "1\n"));
    CHECK(all[1]->expected() == "a whole number from 1 on in steps of 1, then \"\\n\"");
    for (auto const* text : {"1\n", "42\n", "18446744073709551615\n"}) CHECK(answers(*all[1], text));
    for (auto const* text :
        {"0\n", "1", "\n", "", "01\n", "-1\n", "+1\n", "1 \n", "1\n\n", "x\n", "18446744073709551616\n"}) {
        CAPTURE(text);
        CHECK(!answers(*all[1], text));
    }
}

TEST_CASE("what consecutive answers of a counter say about state") {
    Manifest const manifest(service);
    auto const all = load_workloads(manifest.file, "/root");
    using Answers = std::vector<std::string>;
    std::vector<std::pair<Answers, Statefulness>> const cases = {
        {Answers{"1\n", "1\n", "1\n"}, Statefulness::stateless},
        {Answers{"1\n", "2\n", "3\n"}, Statefulness::stateful},
        {Answers{"7\n", "8\n"}, Statefulness::stateful},
        {Answers{"9\n", "10\n"}, Statefulness::stateful},
        {Answers{"1\n", "2\n", "1\n"}, Statefulness::mixed},
        {Answers{"1\n", "1\n", "2\n"}, Statefulness::mixed},
        {Answers{"2\n", "2\n"}, Statefulness::mixed},
        {Answers{"1\n", "3\n"}, Statefulness::mixed},
        {Answers{"2\n", "1\n"}, Statefulness::mixed},
        {Answers{"1\n", "nonsense"}, Statefulness::mixed},
        {Answers{"1\n"}, Statefulness::not_applicable},
        {Answers{}, Statefulness::not_applicable},
    };
    for (auto const& [answers, state] : cases) {
        CAPTURE(answers);
        CHECK(all[1]->statefulness(answers) == state);
        CHECK(all[0]->statefulness(answers) == Statefulness::not_applicable);
    }
}

TEST_CASE("a counter may begin and step as it likes") {
    Manifest const manifest(replaced(
        service, R"("first": 1, "step": 1, "suffix": "\n")", R"("first": 0, "step": 5, "suffix": "")"));
    auto const all = load_workloads(manifest.file, "/root");
    CHECK(answers(*all[1], "0"));
    CHECK(answers(*all[1], "10"));
    CHECK(!answers(*all[1], "11"));
    std::vector<std::string> const growing = {"5", "10"};
    CHECK(all[1]->statefulness(growing) == Statefulness::stateful);
    std::vector<std::string> const first = {"0", "0"};
    CHECK(all[1]->statefulness(first) == Statefulness::stateless);
}

TEST_CASE("checking an answer does not allocate") {
    Manifest const programs(command);
    Manifest const services(service);
    auto all = load_workloads(programs.file, "/root");
    for (auto& w : load_workloads(services.file, "/root")) all.push_back(std::move(w));
    for (auto const& w : all) {
        auto const request = w->request(0);
        auto const before = testing::allocation_count();
        int correct = 0;
        for (std::string_view text : {"sum=28 elapsed_ms=12345678.500\n", "hi\n", "123\n",
                 "anything that is long enough to need memory"})
            correct += w->answers(request, text);
        auto const after = testing::allocation_count();
        CHECK(correct == 1);
        CHECK(after == before);
    }
}

TEST_CASE("without a root, artifacts are relative to two folders above the manifest") {
    Manifest const manifest(command);
    CHECK(load_workloads(manifest.file)[0]->artifact("native") == manifest.folder.path() / "bin" / "sum");
}

TEST_CASE("the fairness sentences of a manifest can be asked for") {
    CHECK(workload_fairness(Manifest(command).file) == std::vector<std::string>{"One source.", "-O2."});
    CHECK(workload_fairness(Manifest(service).file).empty());
}

TEST_CASE("a manifest of the wrong shape is refused with the file and the place") {
    struct Fault {
        char const* manifest;
        char const* what;
        char const* with;
        char const* where;
        char const* expected;
    };
    auto const fault = GENERATE(values<Fault>({
        {command, "\"kind\": \"command\"", "\"kind\": \"daemon\"", "/kind",
            "\"command\" or \"http\", found \"daemon\""},
        {command, "\"name\": \"sum\"", "\"name\": \"\"", "/name", "not empty"},
        {command, "\"description\"", "\"descriptoin\"", "/descriptoin", "not known"},
        {command, "\"arguments\": [\"7\"]", "\"arguments\": [7]", "/arguments/0", "a string, found 7"},
        {command, "\"fairness\": [\"One source.\"", "\"fairness\": [1", "/fairness/0", "a string, found 1"},
        {command, "\"bin/sum\"", "null", "/artifacts/native", "a string, found null"},
        {command, "\"exit_status\": 0", "\"exit_status\": 3", "/expect/exit_status", "from 0 to 0"},
        {command, "elapsed_ms=([0-9]+", "elapsed_ms=(.+", "/expect/stdout/regex",
            "found the special character ."},
        {command,
            ",\n    \"numbers\": [{\"metric\": \"command/elapsed\", \"unit\": \"s\", \"scale\": 0.001}]", "",
            "/expect/stdout/numbers", "one for each of the 1 groups"},
        {command, "\"unit\": \"s\"", "\"unit\": \"ms\"", "/expect/stdout/numbers/0/unit", "one of s, B"},
        {command, "\"scale\": 0.001", "\"scale\": 0", "/expect/stdout/numbers/0/scale", "above 0"},
        {command, "\"digests\"", "\"footprint_bytes\": 0, \"digests\"", "/footprint_bytes", "from 1"},
        {command, "\"schema\": 1", "\"schema\": 9", "/schema", "at most 1"},
        {service, "\"path\": \"/state\"", "\"path\": \"state\"", "/endpoints/1/path", "begins with '/'"},
        {service, "\"status\": 200", "\"status\": 404", "/endpoints/0/status", "from 200 to 200"},
        {service, "{\"exact\": \"hi\\n\"}", "{}", "/endpoints/0/body/exact", "this field"},
        {service, "\"exact\": \"hi\\n\"", "\"exactly\": \"hi\\n\"", "/endpoints/0/body/exactly",
            "only exact, regex"},
        {service, "\"exact\": \"hi\\n\"", "\"exact\": \"\"", "/endpoints/0/body/exact", "not empty"},
        {service, "\"step\": 1", "\"step\": 0", "/endpoints/1/body/counter/step", "from 1"},
        {service, "\"native_arguments\"", "\"arguments\"", "/arguments", "not known"},
        {service, "\"native_arguments\"", "\"beside\": {}, \"native_arguments\"", "/beside/store", "this field"},
        {service, "\"native_arguments\"", "\"beside\": {\"store\": \"disk\"}, \"native_arguments\"", "/beside/store",
            "\"redis\", found \"disk\""},
        {service, "\"native_arguments\"", "\"beside\": {\"stroe\": \"redis\"}, \"native_arguments\"", "/beside/stroe",
            "only store"},
        {service, "\"native_arguments\"", "\"beside\": \"redis\", \"native_arguments\"", "/beside", "an object"},
        {command, "\"digests\"", "\"beside\": {\"store\": \"redis\"}, \"digests\"", "/beside", "not known"},
    }));
    CAPTURE(fault.what, fault.with);
    Manifest const manifest(replaced(fault.manifest, fault.what, fault.with));
    try {
        load_workloads(manifest.file, "/root");
        FAIL("accepted");
    } catch (Error const& e) {
        CHECK(e.code() == errc::malformed_input);
        CHECK(e.diagnostics().subject == manifest.file.string() + " at " + fault.where);
        CHECK_THAT(e.what(), ContainsSubstring(fault.expected));
    }
}

TEST_CASE("a service that needs a store beside it says so by its needs") {
    auto const text = replaced(service, "\"native_arguments\"", "\"beside\": {\"store\": \"redis\"}, \"native_arguments\"");
    for (auto const& w : load_workloads(Manifest(text).file))
        CHECK(w->needs() == Capabilities{Capability::http, Capability::store});
    for (auto const& w : load_workloads(Manifest(service).file)) CHECK(w->needs() == Capabilities{Capability::http});
}

TEST_CASE("a service needs an endpoint") {
    Manifest const manifest(
        R"({"schema": 1, "name": "svc", "kind": "http", "artifacts": {}, "endpoints": []})");
    CHECK_THROWS_WITH(load_workloads(manifest.file),
        ContainsSubstring("/endpoints") && ContainsSubstring("at least one endpoint"));
}

TEST_CASE("a manifest that is not there, or not JSON, is named") {
    testing::ScratchFolder const folder;
    auto const missing = folder.path() / "none" / "manifest.json";
    try {
        load_workloads(missing);
        FAIL("accepted");
    } catch (Error const& e) {
        CHECK(e.code() == errc::artifact_missing);
        CHECK(e.diagnostics().subject == missing.string());
    }
    Manifest const broken("{\"schema\": 1,");
    CHECK_THROWS_WITH(load_workloads(broken.file),
        ContainsSubstring(broken.file.string()) && ContainsSubstring("column 14"));
}

TEST_CASE("the project's own manifests are read") {
    fs::path const workloads = wasmbench::support::source_dir() / "workloads";
    auto const hello = load_workloads(workloads / "hello" / "manifest.json");
    REQUIRE(hello.size() == 1);
    CHECK(answers(*hello[0], "hello from wasmbench\n"));
    auto const hash = load_workloads(workloads / "cpu_hash" / "manifest.json");
    REQUIRE(hash.size() == 1);
    // The digest is the one that Python's hashlib gives for the same updates.
    std::string const line =
        "iterations=2000000 digest=17698ef0f783c371c0f734b3a94629efb4bb806ad665ba28a9176a5793485b46 "
        "elapsed_ms=160.712\n";
    CHECK(answers(*hash[0], line));
    CHECK(!answers(*hash[0], replaced(line, "digest=1", "digest=2")));
    REQUIRE(hash[0]->self_reported(line).size() == 1);
    CHECK(hash[0]->self_reported(line)[0].metric == Metric{"command/elapsed", Unit::seconds});
    CHECK(hash[0]->self_reported(line)[0].value == 0.001 * 160.712);
    auto const walk = load_workloads(workloads / "memory_walk" / "manifest.json");
    REQUIRE(walk.size() == 1);
    std::string const walked = "mib=64 checksum=d2dff26d0765b05d fill_ms=29.052 elapsed_ms=52.462\n";
    REQUIRE(walk[0]->self_reported(walked).size() == 2);
    CHECK(walk[0]->self_reported(walked)[0].metric == Metric{"command/fill", Unit::seconds});
    CHECK(walk[0]->self_reported(walked)[1].metric == Metric{"command/elapsed", Unit::seconds});
    CHECK(walk[0]->self_reported(walked)[1].value == 0.001 * 52.462);
    auto const json = load_workloads(workloads / "json_transform" / "manifest.json");
    REQUIRE(json.size() == 1);
    CHECK(json[0]->arguments() == std::vector<std::string>{"200"});
    auto const http = load_workloads(workloads / "http_service" / "manifest.json");
    REQUIRE(http.size() == 2);
    CHECK(http[0]->endpoint() == "/");
    CHECK(answers(*http[0], "hello from wasmbench\n"));
    CHECK(http[1]->endpoint() == "/state");
    CHECK(answers(*http[1], "1\n"));
    for (auto const* name : {"hello", "cpu_hash", "http_service", "json_transform", "kv_service", "memory_walk"})
        CHECK(!workload_fairness(workloads / name / "manifest.json").empty());
}
