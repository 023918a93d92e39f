#include "command_line.hpp"

#include <catch2/catch_test_macros.hpp>

#include <functional>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmtime;
using tests::TargetWorkload;
using Words = std::vector<std::string>;

namespace {

TargetWorkload const service(TargetWorkload::Kind::service, "serve");
TargetWorkload const program(TargetWorkload::Kind::program, "print");

Words run(Options const& options, Words const& arguments = {}) {
    return run_arguments(read_options(program, options), "/a/m.wasm", "/s/cache.toml", arguments);
}
Words serve(Options const& options) {
    return serve_arguments(read_options(service, options), "/a/c.wasm", "/s/cache.toml", {"127.0.0.1", 8080, {}});
}

} // namespace

TEST_CASE("the cache is always said, on or off") {
    CHECK(run({}) == Words{"run", "-C", "cache=n", "/a/m.wasm"});
    CHECK(run({{"cache", "off"}}) == run({}));
    Words const cached{"run", "-C", "cache=y", "-C", "cache-config=/s/cache.toml", "/a/m.wasm"};
    CHECK(run({{"cache", "empty"}}) == cached);
    CHECK(run({{"cache", "full"}}) == cached);
}

TEST_CASE("a program's own arguments come last") {
    CHECK(run({}, {"2000000", "--dir"}) == Words{"run", "-C", "cache=n", "/a/m.wasm", "2000000", "--dir"});
}

TEST_CASE("ahead-of-time compiled files are allowed explicitly, and only they") {
    CHECK(run({{"mode", "aot"}}) == Words{"run", "--allow-precompiled", "-C", "cache=n", "/a/m.wasm"});
    CHECK(serve({{"mode", "aot"}}) == Words{"serve", "--allow-precompiled", "-C", "cache=n", "--addr",
                                          "127.0.0.1:8080", "--max-instance-reuse-count", "1", "/a/c.wasm"});
    CHECK(compile_arguments("/a/m.wasm", "/s/m.cwasm") == Words{"compile", "-o", "/s/m.cwasm", "/a/m.wasm"});
}

TEST_CASE("a service listens on the loopback, with its reuse count") {
    CHECK(serve({}) == Words{"serve", "-C", "cache=n", "--addr", "127.0.0.1:8080",
                           "--max-instance-reuse-count", "1", "/a/c.wasm"});
    CHECK(serve({{"reuse", "4294967295"}, {"cache", "full"}}) ==
          Words{"serve", "-C", "cache=y", "-C", "cache-config=/s/cache.toml", "--addr", "127.0.0.1:8080",
              "--max-instance-reuse-count", "4294967295", "--idle-instance-timeout", "86400s", "/a/c.wasm"});
}

TEST_CASE("a service with a store is given the network and told where it is, and only such a one") {
    CHECK(serve_arguments(read_options(service, {}), "/a/c.wasm", "/s/cache.toml", {"127.0.0.1", 8080, {}}, "127.0.0.1:6379") ==
          Words{"serve", "-C", "cache=n", "--addr", "127.0.0.1:8080", "--max-instance-reuse-count", "1", "-S", "cli=y", "-S",
              "inherit-network=y", "--env", "STORE=127.0.0.1:6379", "/a/c.wasm"});
}

TEST_CASE("the pooling allocator is said only when it was chosen") {
    CHECK(run({{"pooling", "default"}}) == run({}));
    CHECK(
        run({{"pooling", "on"}}) == Words{"run", "-C", "cache=n", "-O", "pooling-allocator=y", "/a/m.wasm"});
    CHECK(serve({{"pooling", "off"}, {"reuse", "128"}}) ==
          Words{"serve", "-C", "cache=n", "-O", "pooling-allocator=n", "--addr", "127.0.0.1:8080",
              "--max-instance-reuse-count", "128", "--idle-instance-timeout", "86400s", "/a/c.wasm"});
}

TEST_CASE("an unlimited reuse is the largest number") {
    CHECK(serve({{"reuse", "unlimited"}}) == serve({{"reuse", "4294967295"}}));
}

TEST_CASE("no two configurations have the same row") {
    auto variant = [](Workload const& w, Options const& o) { return traits(w, read_options(w, o)).variant; };
    CHECK(variant(service, {}) == "");
    CHECK(variant(service, {{"reuse", "1"}}) == "");
    CHECK(variant(service, {{"reuse", "128"}}) == "reuse 128");
    CHECK(variant(service, {{"reuse", "unlimited"}}) == "reuse unlimited");
    CHECK(variant(service, {{"reuse", "4294967295"}}) == "reuse unlimited");
    CHECK(variant(service, {{"reuse", "2"}, {"pooling", "off"}}) == "reuse 2, no pooling");
    // What the command does by itself is no variant of it.
    CHECK(variant(service, {{"pooling", "on"}}) == "");
    CHECK(variant(service, {{"pooling", "off"}}) == "no pooling");
    CHECK(variant(program, {{"pooling", "on"}}) == "pooling");
    CHECK(variant(program, {{"pooling", "off"}}) == "");
}

TEST_CASE("options that mean nothing are refused") {
    auto refused = [](Workload const& w, Options const& o) {
        try {
            read_options(w, o);
        } catch (Error const& e) {
            return e.code() == errc::invalid_option;
        }
        return false;
    };
    CHECK(refused(service, {{"mode", "interpreter"}}));
    CHECK(refused(service, {{"cache", "warm"}}));
    CHECK(refused(service, {{"mode", "aot"}, {"cache", "full"}}));
    CHECK(refused(service, {{"mode", "aot"}, {"cache", "empty"}}));
    CHECK(refused(service, {{"reuse", "0"}}));
    CHECK(refused(service, {{"reuse", "4294967296"}}));
    CHECK(refused(service, {{"reuse", "forever"}}));
    CHECK(refused(service, {{"pooling", "y"}}));
    CHECK(refused(program, {{"reuse", "unlimited"}}));
    CHECK(refused(service, {{"port", "0"}}));
    CHECK(refused(service, {{"threads", "2"}}));
    CHECK(refused(program, {{"reuse", "2"}}));
    CHECK(refused(program, {{"port", "80"}}));
    CHECK_FALSE(refused(service, {{"mode", "aot"}, {"cache", "off"}, {"reuse", "2"}, {"port", "80"}}));
}

TEST_CASE("the row says mode, cache and instance policy, each with its fairness note") {
    auto row = [](Workload const& w, Options const& o) { return traits(w, read_options(w, o)); };
    CHECK(row(program, {}).mode == ExecutionMode::jit);
    CHECK(row(program, {}).cache == "off");
    CHECK(row(program, {}).instance == InstancePolicy::one_shot);
    CHECK(row(program, {{"cache", "empty"}}).cache == "empty");
    CHECK(row(program, {{"cache", "full"}}).cache == "full");
    CHECK(row(program, {{"mode", "aot"}}).mode == ExecutionMode::aot);
    CHECK(row(program, {{"mode", "aot"}}).cache == "none");
    CHECK(row(service, {}).instance == InstancePolicy::new_per_request);
    CHECK(row(service, {{"reuse", "2"}}).instance == InstancePolicy::reused);
    CHECK(row(program, {}).fairness.size() == 1);
    CHECK(row(service, {}).fairness.size() == 2);
    CHECK(row(service, {{"reuse", "1000"}}).fairness.at(1).find("up to 1000 requests") != std::string::npos);
    CHECK(row(service, {{"reuse", "unlimited"}}).fairness.at(1).find("any number of requests") !=
          std::string::npos);
    CHECK(
        row(service, {{"pooling", "off"}}).fairness.back().find("pooling-allocator=n") != std::string::npos);
    CHECK(row(program, {{"cache", "full"}}).fairness != row(program, {{"cache", "empty"}}).fairness);
}

TEST_CASE("the cache's configuration names its folder and nothing else") {
    CHECK(cache_config("/s/cache") == "[cache]\ndirectory = \"/s/cache\"\n");
}
