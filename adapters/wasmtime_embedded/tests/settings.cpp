#include "settings.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmtime_embedded;
using tests::TargetWorkload;

namespace {

TargetWorkload const service(TargetWorkload::Kind::service, "serve");
TargetWorkload const program(TargetWorkload::Kind::program, "print");

RowTraits row(Workload const& w, Options const& o) {
    return traits(w, read_options(w, o));
}

bool refused(Workload const& w, Options const& o) {
    try {
        read_options(w, o);
    } catch (Error const& e) {
        return e.code() == errc::invalid_option;
    }
    return false;
}

} // namespace

TEST_CASE("options that mean nothing are refused") {
    CHECK(refused(program, {{"compiler", "llvm"}}));
    CHECK(refused(program, {{"allocator", "arena"}}));
    CHECK(refused(program, {{"start", "aot"}}));
    CHECK(refused(program, {{"instances", "new"}}));
    CHECK(refused(program, {{"threads", "2"}}));
    CHECK(refused(program, {{"port", "80"}}));
    CHECK(refused(service, {{"threads", "0"}}));
    CHECK(refused(service, {{"threads", "1025"}}));
    CHECK(refused(service, {{"port", "0"}}));
    CHECK(refused(service, {{"instances", "pooled"}}));
    CHECK_FALSE(refused(service, {{"compiler", "winch"}, {"allocator", "pooling"}, {"start", "deserialise"},
                                     {"instances", "reused"}, {"threads", "4"}, {"port", "80"}}));
}

TEST_CASE("no two configurations have the same row") {
    CHECK(row(program, {}).mode == ExecutionMode::jit);
    CHECK(row(program, {}).instance == InstancePolicy::one_shot);
    CHECK(row(program, {}).variant == "");
    CHECK(row(program, {}).cache == "off");
    CHECK(row(program, {{"start", "deserialise"}}).mode == ExecutionMode::aot);
    CHECK(row(program, {{"start", "deserialise"}}).cache == "none");
    CHECK(row(program, {{"compiler", "winch"}}).variant == "winch");
    CHECK(row(program, {{"allocator", "pooling"}}).variant == "pooling");
    CHECK(row(service, {{"allocator", "pooling"}, {"compiler", "winch"}, {"threads", "2"}}).variant ==
          "winch, pooling, threads 2");
    CHECK(row(service, {}).instance == InstancePolicy::new_per_request);
    CHECK(row(service, {{"instances", "reused"}}).instance == InstancePolicy::reused);
    CHECK(row(service, {{"port", "80"}}) == row(service, {}));
}

TEST_CASE("each row says what is not the same as in another runtime") {
    auto says = [](RowTraits const& t, std::string const& words) {
        for (auto const& s : t.fairness)
            if (s.find(words) != std::string::npos) return true;
        return false;
    };
    CHECK(says(row(program, {}), "an engine, not a process"));
    CHECK(says(row(program, {}), "Cranelift compiles in every start"));
    CHECK(says(row(program, {{"compiler", "winch"}}), "Winch compiles in every start"));
    CHECK(says(row(program, {{"start", "deserialise"}}), "Cranelift compiled in the prepare phase"));
    CHECK(says(row(program, {}), "epoch checks"));
    CHECK(says(row(program, {}), "CPU time"));
    CHECK(says(row(service, {}), "each request has a store and an instance"));
    CHECK(says(row(service, {{"instances", "reused"}}), "each thread keeps one instance"));
}
