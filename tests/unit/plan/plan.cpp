#include <wasmbench/plan/plan.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <limits>
#include <string>

using namespace wasmbench;
using namespace wasmbench::plan;
using Catch::Matchers::ContainsSubstring;

namespace {

Plan example() {
    Plan p;
    p.name = "quick";
    p.seed = 42;
    p.blocks = 12;
    p.rows = {{"native", {}, "hello", ""},
        {"wasmtime", {{"mode", "aot"}, {"cache", "off"}}, "http_service", "/state"}};
    return p;
}

std::string replaced(std::string text, std::string const& what, std::string const& with) {
    auto const at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("a plan that is written and read back is the same plan") {
    auto p = example();
    p.seed = std::numeric_limits<std::uint64_t>::max();
    p.settings = {0, 7, 3, 1'000'000'000'000, 2.5, 4, 0.1, 1e-9, 0, 1.0 / 3.0, 0};
    auto const read = plan_from_json(to_json_text(p));
    REQUIRE(read.has_value());
    CHECK(*read == p);
}

TEST_CASE("a written plan is readable text that states its schema") {
    auto const text = to_json_text(example());
    CHECK_THAT(
        text, ContainsSubstring(
                  "{\n  \"schema\": 1,\n  \"name\": \"quick\",\n  \"seed\": 42,\n  \"blocks\": 12,\n"));
    CHECK(text.ends_with("}\n"));
}

TEST_CASE("a plan of the wrong shape is refused with the place and what was expected") {
    struct Fault {
        char const* what;
        char const* with;
        char const* where;
        char const* expected;
    };
    auto const fault = GENERATE(values<Fault>({
        {"\"runtime\": \"wasmtime\"", "\"runtime\": 7", "/rows/1/runtime", "a string, found 7"},
        {"\"runtime\": \"native\"", "\"runtime\": \"\"", "/rows/0/runtime", "not empty"},
        {"\"runtime\": \"native\"", "\"runtme\": \"native\"", "/rows/0/runtme",
            "only runtime, options, workload, endpoint"},
        {"\"workload\": \"hello\",", "", "/rows/0/workload", "this field, found nothing"},
        {"\"cache\": \"off\"", "\"cache\": false", "/rows/1/options/cache", "a string, found false"},
        {"\"endpoint\": \"/state\"", "\"endpoint\": \"state\"", "/rows/1/endpoint",
            "a path that begins with '/'"},
        {"\"blocks\": 12", "\"blocks\": -1", "/blocks", "from 1 to 4294967295, found -1"},
        {"\"blocks\": 12", "\"blocks\": 0", "/blocks", "from 1"},
        {"\"blocks\": 12", "\"blocks\": 1.5", "/blocks", "a whole number"},
        {"\"blocks\": 12", "\"blocks\": 500001", "/blocks", "at most 1000000 trials"},
        {"\"seed\": 42", "\"seed\": -42", "/seed", "found -42"},
        {"\"name\": \"quick\"", "\"name\": \"../up\"", "/name", "letters, digits"},
        {"\"connections\": 10", "\"connections\": 0", "/settings/connections", "from 1"},
        {"\"load_threads\": 1", "\"load_threads\": 4294967296", "/settings/load_threads", "4294967295"},
        {"\"request_timeout_seconds\": 5.0", "\"request_timeout_seconds\": 0",
            "/settings/request_timeout_seconds", "above 0"},
        {"\"stop_grace_seconds\": 2.0", "\"stop_grace_seconds\": -2.0", "/settings/stop_grace_seconds",
            "not negative"},
        {"\"sample_period_seconds\": 0.01", "\"sample_period_seconds\": 0.0001", "/settings/sample_period_seconds",
            "at least 0.001"},
        {"\"warmup_requests\": 5,", "", "/settings/warmup_requests", "this field"},
        {"\"memory_trials\": 3", "\"memory_trials\": 3, \"extra\": 1", "/settings/extra", "not known"},
        {"\"schema\": 1", "\"schema\": 2", "/schema", "at most 1, the newest that wasmbench"},
        {"\"schema\": 1", "\"schema\": \"1\"", "/schema", "a whole number"},
    }));
    CAPTURE(fault.what, fault.with);
    auto const read =
        plan_from_json(replaced(to_json_text(example()), fault.what, fault.with), "some/plan.json");
    REQUIRE(read.has_error());
    CHECK(read.error().code == errc::malformed_input);
    CHECK(read.error().diagnostics.subject == std::string("some/plan.json at ") + fault.where);
    CHECK_THAT(to_line(read.error()), ContainsSubstring(fault.expected));
}

TEST_CASE("what a row has of its own is written and read, and refused when it means nothing") {
    auto p = example();
    p.rows[0].blocks = 2;
    p.rows[0].ready_within_seconds = 300;
    p.rows[1].memory_trials = 0;
    auto const text = to_json_text(p);
    CHECK(plan_from_json(text).value() == p);
    auto refused = [&](std::string const& from, std::string const& to) {
        auto changed = text;
        changed.replace(changed.find(from), from.size(), to);
        return plan_from_json(changed).has_error();
    };
    CHECK(refused("\"blocks\": 2", "\"blocks\": 0"));
    CHECK(refused("\"ready_within_seconds\": 300.0", "\"ready_within_seconds\": 0"));
    CHECK(refused("\"memory_trials\": 0", "\"memory_trials\": -1"));
}

TEST_CASE("the design of a plan is written and read, and refused when it means nothing") {
    auto p = example();
    p.rows[1].page_cache = PageCache::cold;
    p.rows[0].firewall = Firewall{};
    p.rows[1].firewall = Firewall{FirewallKind::chain, 1000};
    p.rows[1].base_only = true;
    p.rows[1].density = Density{16, 20, 8.5, 1000000, 2};
    p.settings.warmup_until_stable = WarmupUntilStable{20, 5, 0.05, 2000, 10};
    p.precision = Precision{"http/throughput", PrecisionOf::ratio, 0.03, 0.99, 12, 1200};
    p.settings.scaling = Scaling{{1, 3, 9}, 0.5, 27, 0.9, 4};
    auto const text = to_json_text(p);
    CHECK(plan_from_json(text).value() == p);
    auto without_time = p;
    without_time.precision->most_seconds.reset();
    CHECK(plan_from_json(to_json_text(without_time)).value() == without_time);
    // Plans of earlier releases have none of it.
    for (auto const* word : {"page_cache", "firewall", "warmup_until_stable", "precision", "scaling", "density", "base_only"})
        CHECK(to_json_text(example()).find(word) == std::string::npos);

    auto line = [&](std::string const& from, std::string const& to) {
        auto const read = plan_from_json(replaced(text, from, to));
        return read ? std::string("accepted") : to_line(read.error());
    };
    CHECK_THAT(line("\"page_cache\": \"cold\"", "\"page_cache\": \"hot\""),
        ContainsSubstring("/rows/1/page_cache") && ContainsSubstring("one of any, warm, cold"));
    CHECK_THAT(line("\"seconds\": 0.5", "\"seconds\": 0"), ContainsSubstring("/settings/scaling/seconds"));
    CHECK_THAT(line("\"slower\": 8.5", "\"slower\": 1"), ContainsSubstring("/rows/1/density/slower") && ContainsSubstring("above 1"));
    CHECK_THAT(line("\"most_instances\": 16", "\"most_instances\": 1"),
        ContainsSubstring("/rows/1/density/most_instances") && ContainsSubstring("from 2 to 10000"));
    CHECK_THAT(line("\"worse\": 0.9", "\"worse\": 1.5"), ContainsSubstring("/settings/scaling/worse"));
    CHECK_THAT(line("        3,", "        1,"),
        ContainsSubstring("/settings/scaling/connections/1") && ContainsSubstring("more connections than"));
    CHECK_THAT(line("\"kind\": \"chain\"", "\"kind\": \"on\""),
        ContainsSubstring("/rows/1/firewall/kind") && ContainsSubstring("one of off, chain, set"));
    CHECK_THAT(line("\"kind\": \"chain\"", "\"kind\": \"off\""), ContainsSubstring("/rows/1/firewall/rules"));
    CHECK_THAT(line("\"rules\": 1000", "\"rules\": 100001"),
        ContainsSubstring("/rows/1/firewall/rules") && ContainsSubstring("from 0 to 100000"));
    CHECK_THAT(line("\"rules\": 1000", "\"number\": 1000"), ContainsSubstring("/rows/1/firewall/number"));
    CHECK_THAT(line("\"metric\": \"http/throughput\"", "\"metric\": \"throughput\""),
        ContainsSubstring("/precision/metric") && ContainsSubstring("one of start/ready"));
    CHECK_THAT(line("\"of\": \"ratio\"", "\"of\": \"rows\""), ContainsSubstring("one of row, ratio"));
    CHECK_THAT(line("\"relative_half_width\": 0.03", "\"relative_half_width\": 1.0"),
        ContainsSubstring("/precision/relative_half_width") && ContainsSubstring("below 1"));
    CHECK_THAT(line("\"confidence\": 0.99", "\"confidence\": 0"), ContainsSubstring("/precision/confidence"));
    CHECK_THAT(line("\"least_blocks\": 12", "\"least_blocks\": 0"), ContainsSubstring("/precision/least_blocks"));
    CHECK_THAT(line("\"most_seconds\": 1200.0", "\"most_seconds\": 0"), ContainsSubstring("/precision/most_seconds"));
    CHECK_THAT(line("\"batches\": 5", "\"batches\": 1"), ContainsSubstring("/settings/warmup_until_stable/batches"));
    CHECK_THAT(line("\"within\": 0.05", "\"inside\": 0.05"), ContainsSubstring("not known"));
}

TEST_CASE("the old method is written and read, and refused when it means nothing") {
    auto p = example();
    p.settings.old_method = OldMethod{6, 51, 201, 11, 0.02, 9};
    p.rows[0].old_options = Options{{"via", "cli"}};
    p.rows[1].old_options = Options{};
    auto const text = to_json_text(p);
    CHECK(plan_from_json(text).value() == p);
    CHECK(to_json_text(example()).find("old_") == std::string::npos);

    auto line = [&](std::string const& from, std::string const& to) {
        auto const read = plan_from_json(replaced(text, from, to));
        return read ? std::string("accepted") : to_line(read.error());
    };
    CHECK_THAT(line("\"via\": \"cli\"", "\"via\": 1"),
        ContainsSubstring("/rows/0/old_options/via") && ContainsSubstring("a string, found 1"));
    CHECK_THAT(line("\"sequential_requests\": 51", "\"sequential_requests\": 0"),
        ContainsSubstring("/settings/old_method/sequential_requests") && ContainsSubstring("from 1"));
    CHECK_THAT(line("\"poll_seconds\": 0.02", "\"poll_seconds\": -1"),
        ContainsSubstring("/settings/old_method/poll_seconds") && ContainsSubstring("not negative"));
    CHECK_THAT(line("\"blocks\": 9", "\"block\": 9"), ContainsSubstring("not known"));
}

TEST_CASE("a field that is there twice is refused: nobody knows which one was meant") {
    auto line = [](std::string const& from, std::string const& to) {
        auto const read = plan_from_json(replaced(to_json_text(example()), from, to));
        return read ? std::string("accepted") : to_line(read.error());
    };
    CHECK_THAT(line("\"blocks\": 12", "\"blocks\": 12, \"blocks\": 3"),
        ContainsSubstring("(/blocks)") && ContainsSubstring("each field once"));
    CHECK_THAT(line("\"cache\": \"off\"", "\"cache\": \"off\", \"cache\": \"full\""),
        ContainsSubstring("(/rows/1/options/cache)"));
    // The same name in another object is another field.
    CHECK(plan_from_json(to_json_text(example())).has_value());
}

TEST_CASE("numbers that no clock or computer holds are refused with their place") {
    auto line = [](std::string const& from, std::string const& to) {
        auto const read = plan_from_json(replaced(to_json_text(example()), from, to));
        return read ? std::string("accepted") : to_line(read.error());
    };
    CHECK_THAT(line("\"stop_grace_seconds\": 2.0", "\"stop_grace_seconds\": 1e300"),
        ContainsSubstring("/settings/stop_grace_seconds") && ContainsSubstring("at most 31536000 seconds"));
    CHECK_THAT(line("\"stop_grace_seconds\": 2.0", "\"stop_grace_seconds\": 1e999"),
        ContainsSubstring("/settings/stop_grace_seconds"));
    CHECK_THAT(line("\"seed\": 42", "\"seed\": 18446744073709551616"),
        ContainsSubstring("(/seed)") && ContainsSubstring("a whole number"));
}

TEST_CASE("a plan without rows is refused") {
    auto p = example();
    p.rows.clear();
    auto const read = plan_from_json(to_json_text(p));
    REQUIRE(read.has_error());
    CHECK(to_line(read.error()) ==
          "read plan: malformed input (/rows); expected at least one row, found an empty list");
}

TEST_CASE("text that is not JSON is refused with the place of the fault") {
    auto const read = plan_from_json("{\"schema\": 1,\n \"name\": }", "plan.json");
    REQUIRE(read.has_error());
    CHECK(read.error().code == errc::malformed_input);
    CHECK_THAT(
        to_line(read.error()), ContainsSubstring("plan.json") && ContainsSubstring("line 2, column 10"));
}
