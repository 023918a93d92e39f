#include "described.hpp"

#include <wasmbench/core/error.hpp>

#include <catch2/catch_test_macros.hpp>

#include <csignal>

using namespace wasmbench;
using namespace wasmbench::adapters;
using nlohmann::json;
using tests::described;
using tests::read;

namespace {

// The message about `description`, which is wrong at `where`.
std::string refused(json const& description, std::string const& where) {
    auto const d = read(description);
    if (d) return "read";
    CHECK(d.error().code == errc::malformed_input);
    CHECK(d.error().diagnostics.subject == "/d/odd.json at " + where);
    return d.error().diagnostics.expected;
}

// The same with one value changed.
std::string refused_at(std::string const& pointer, json value, std::string const& where = {}) {
    auto d = described();
    d[json::json_pointer(pointer)] = std::move(value);
    INFO(pointer);
    return refused(d, where.empty() ? pointer : where);
}

std::string without(std::string const& pointer) {
    auto d = described();
    auto const at = json::json_pointer(pointer);
    d.at(at.parent_pointer()).erase(at.back());
    return refused(d, pointer);
}

bool has(std::string const& text, std::string const& part) {
    UNSCOPED_INFO(text);
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("everything that a description says") {
    auto const read_one = read(described());
    REQUIRE(read_one.has_value());
    auto const& d = *read_one;
    CHECK(d.name == "odd");
    CHECK(d.program == "./odd");
    CHECK(d.version_arguments == std::vector<std::string>{"version"});
    CHECK(d.version_after == "odd ");
    CHECK(d.minimum == "1.2");
    CHECK(d.verified == "1.2.3");
    CHECK(d.source == "/d/odd.json");
    CHECK(d.files == std::vector<std::filesystem::path>{"/d/driver.js"});
    CHECK(d.capabilities == Capabilities{Capability::command, Capability::http, Capability::ahead_of_time,
                                Capability::many_instances, Capability::own_network, Capability::store});
    CHECK(d.lacks ==
          std::vector<std::pair<Capability, std::string>>{{Capability::page_cache, "nobody looked"}});
    REQUIRE(d.modes.size() == 3);
    auto const& serve = *d.modes[0].serve;
    CHECK(serve.target == "wasi-http");
    CHECK(serve.accepts_after == StartPhase::load);
    CHECK(serve.instances == InstancePolicy::new_per_request);
    CHECK(serve.stop_signal == SIGINT);
    CHECK(d.modes[0].run->target == "wasm32-wasi");
    auto const& compile = *d.modes[2].compile;
    CHECK(compile.command.program == "./oddc");
    CHECK(compile.suffix == ".bin");
    CHECK(compile.limit == std::chrono::seconds(60));
    CHECK(d.modes[2].variant == "small");
    CHECK(d.modes[2].fairness == std::vector<std::string>{"Compiled before."});
}

TEST_CASE("what may be left out") {
    auto d = described();
    for (auto const* field :
        {"version", "verified", "capabilities", "lacks", "files", "last_words", "fairness"})
        d.erase(field);
    d["modes"] = json::parse(
        R"([{"name": "m", "execution": "jit", "run": {"arguments": ["{module}", "{argument...}"]}}])");
    auto const small = read(d);
    REQUIRE(small.has_value());
    CHECK(small->version_arguments == std::vector<std::string>{"--version"});
    CHECK(small->capabilities == Capabilities{Capability::command});
    CHECK(small->minimum.empty());
}

TEST_CASE("a field that is missing, unknown or there twice is named") {
    for (auto const* field : {"/schema", "/name", "/summary", "/program", "/install", "/modes",
             "/modes/0/name", "/modes/0/execution", "/modes/0/run/arguments", "/modes/0/serve/arguments",
             "/modes/2/compile/arguments"}) {
        INFO(field);
        CHECK(has(without(field), "this field, found nothing"));
    }
    for (auto const* field : {"/runn", "/version/at", "/modes/0/argv", "/modes/0/run/shell",
             "/modes/0/serve/ready", "/modes/2/compile/out"})
        CHECK(has(refused_at(field, "x"), "found a field that is not known"));
    auto const twice = runtime_description_from_json(R"({"name": "a", "name": "b"})", "/d/odd.json");
    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().diagnostics.subject == "/d/odd.json at /name");
    auto const broken = runtime_description_from_json(R"({"modes": [{"name": )", "/d/odd.json");
    REQUIRE_FALSE(broken.has_value());
    CHECK(broken.error().diagnostics.subject == "/d/odd.json at /modes/0/name");
}

TEST_CASE("a value of the wrong kind is named with what is expected") {
    CHECK(has(refused_at("/schema", 2), "a whole number from 1 to 1"));
    CHECK(has(refused_at("/name", 7), "a string, found 7"));
    for (auto const* name : {"", "Odd", "../odd", "a,b", "a b", ".odd", "-odd"})
        CHECK(has(refused_at("/name", name), "a name of small letters"));
    CHECK(has(refused_at("/summary", ""), "a string that is not empty"));
    CHECK(has(refused_at("/version/arguments", "version"), "a list, found a string"));
    CHECK(has(refused_at("/version/arguments/0", ""), "not empty"));
    for (auto const* minimum : {"", "1.", ".1", "1..2", "v1", "1.2-rc"})
        CHECK(has(refused_at("/version/minimum", minimum), "such as 1.9.0"));
    CHECK(has(refused_at("/not_verified", "no time"), "one of the two at most"));
    CHECK(has(refused_at("/modes", json::array()), "at least one mode"));
    CHECK(has(refused_at("/modes/0/name", "A"), "a name of small letters"));
    CHECK(has(refused_at("/modes/0/execution", "warp"), "one of native, interpreter, jit, aot"));
    CHECK(has(refused_at("/modes/0/run/target", "wasm64"), "one of native, native-static, wasm32-wasi"));
    CHECK(has(refused_at("/modes/0/run/arguments/0", 1), "a string, found 1"));
    CHECK(has(refused_at("/modes/0/run/environment", json::array()), "an object, found a list"));
    CHECK(has(refused_at("/modes/0/run/environment/A=B", "x"), "the name of an environment variable"));
    CHECK(has(refused_at("/modes/0/serve/accepts_after", "spawn"), "one of engine_start, load, instantiate"));
    CHECK(has(
        refused_at("/modes/0/serve/instances", "one-shot"), "one of long-lived, new-per-request, reused"));
    CHECK(has(refused_at("/modes/0/serve/stop_signal", "KILL"), "one of TERM, INT, QUIT"));
    CHECK(has(refused_at("/modes/2/compile/suffix", "/../x"), "without '/'"));
    CHECK(has(refused_at("/modes/2/compile/limit_seconds", 0), "from 1 to 86400"));
}

TEST_CASE("a placeholder that is not there is named, with those that are") {
    auto const at = [](char const* where, char const* word) { return refused_at(where, word); };
    CHECK(has(at("/modes/0/run/arguments/0", "{modul}"),
        "only {argument...}, {module}, {folder}, {scratch} here, found the placeholder {modul}"));
    CHECK(has(at("/modes/0/run/arguments/0", "{port}"), "found the placeholder {port}")); // of services
    CHECK(has(at("/modes/0/run/arguments/0", "{artifact}"),
        "found the placeholder {artifact}")); // nothing is compiled
    CHECK(has(at("/modes/0/serve/arguments/0", "{argument...}"), "found the placeholder {argument...}"));
    CHECK(
        has(at("/modes/0/run/environment/ODD_HOME", "{argument...}"), "found the placeholder {argument...}"));
    CHECK(has(
        at("/modes/2/compile/arguments/1", "{port}"), "only {module}, {artifact}, {folder}, {scratch} here"));
    CHECK(has(at("/modes/0/run/arguments/2", "x{argument...}"), "as a word of its own"));
    CHECK(has(at("/modes/0/run/arguments/0", "{module"), "braces in pairs"));
    CHECK(has(at("/modes/0/run/arguments/0", "}"), "braces in pairs"));
}

TEST_CASE("words that must be there") {
    auto const lost = [](char const* list, std::size_t n) {
        auto const word = list + ("/" + std::to_string(n));
        return refused_at(word, "x", list);
    };
    CHECK(has(lost("/modes/0/run/arguments", 1), "a word with {module}"));
    CHECK(has(lost("/modes/0/run/arguments", 2), "a word with {argument...}"));
    CHECK(has(lost("/modes/0/serve/arguments", 1), "a word with {address}"));
    CHECK(has(lost("/modes/0/serve/arguments", 2), "a word with {module}"));
    CHECK(has(lost("/modes/2/compile/arguments", 0), "a word with {module}"));
    CHECK(has(lost("/modes/2/compile/arguments", 2), "a word with {artifact}"));
    CHECK(has(lost("/modes/2/run/arguments", 1), "a word with {artifact}"));
    CHECK(has(refused_at("/modes/0/serve/arguments/3", "x", "/modes/0/serve"),
        "a use of {store}, or no capability store"));
    auto d = described();
    d["modes"][1].erase("run");
    CHECK(has(refused(d, "/modes/1"), "at least one of them, found neither run nor serve"));
}

TEST_CASE("modes that a row or an option could not tell apart") {
    CHECK(has(refused_at("/modes/1/name", "quick"), "a name for each mode"));
    CHECK(has(refused_at("/modes/1/execution", "jit", "/modes/1"), "could not tell the two apart"));
    auto d = described();
    d["modes"][1]["execution"] = "jit";
    d["modes"][1]["variant"] = "walks";
    CHECK(read(d).has_value());
}

TEST_CASE("capabilities are those that can be had, and reasons are for what is not") {
    CHECK(has(refused_at("/capabilities/0", "http"), "the others follow from the modes"));
    CHECK(
        has(refused_at("/capabilities/0", "speed"), "one of many-instances, page-cache, own-network, store"));
    CHECK(has(refused_at("/lacks/speed", "x"), "one of http, command"));
    CHECK(has(refused_at("/lacks/http", "x"), "only what it lacks"));
    CHECK(has(refused_at("/lacks/page-cache", ""), "not empty"));
    auto d = described();
    d["modes"].erase(0);
    CHECK(has(refused(d, "/capabilities/1"), "a mode with serve"));
}
