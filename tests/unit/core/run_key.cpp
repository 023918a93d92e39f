#include <wasmbench/core/run_key.hpp>

#include <catch2/catch_test_macros.hpp>

#include <functional>
#include <vector>

using namespace wasmbench;

namespace {

RunKey full_key() {
    return {"wasmtime", "48.0.8", ExecutionMode::jit, "empty", PageCache::warm, "no pooling", InstancePolicy::reused,
        "http_service", "/state", "nft", 10, 3, 17};
}

} // namespace

TEST_CASE("a row is the key without its repetition and its load", "[core]") {
    auto expected = full_key();
    expected.concurrency = 1;
    expected.block = 0;
    expected.trial = 0;
    CHECK(full_key().row() == expected);
    CHECK(expected.row() == expected);
}

TEST_CASE("keys that differ in any column are different, and ordered", "[core]") {
    std::vector<std::function<void(RunKey&)>> const changes = {
        [](RunKey& k) { k.runtime = "native"; },
        [](RunKey& k) { k.version = "49"; },
        [](RunKey& k) { k.mode = ExecutionMode::aot; },
        [](RunKey& k) { k.cache = "full"; },
        [](RunKey& k) { k.page_cache = PageCache::cold; },
        [](RunKey& k) { k.variant = "pooling"; },
        [](RunKey& k) { k.instance = InstancePolicy::new_per_request; },
        [](RunKey& k) { k.workload = "hello"; },
        [](RunKey& k) { k.endpoint = "/"; },
        [](RunKey& k) { k.firewall = "off"; },
        [](RunKey& k) { k.concurrency = 1; },
        [](RunKey& k) { k.block = 4; },
        [](RunKey& k) { k.trial = 18; },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto changed = full_key();
        changes[i](changed);
        CAPTURE(i);
        CHECK(changed != full_key());
        CHECK((changed < full_key()) != (full_key() < changed));
        bool const in_row = i < 10;
        CHECK((changed.row() != full_key().row()) == in_row);
    }
    CHECK(full_key() == full_key());
}

TEST_CASE("a key that says nothing is of the plainest row", "[core]") {
    CHECK(RunKey{} == RunKey{"", "", ExecutionMode::native, "none", PageCache::any, "", InstancePolicy::one_shot, "", "",
                          "off", 1, 0, 0});
}
