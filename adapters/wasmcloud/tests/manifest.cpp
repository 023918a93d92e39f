#include "manifest.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::wasmcloud;
using nlohmann::json;

TEST_CASE("the manifest: a component, and a provider that is linked to it and listens") {
    Application const a{"bench", "/work/service.wasm", Provider::process, "/lib/http-server.par.gz", 8081};
    CHECK(json::parse(manifest(a)) == json::parse(R"({
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {"name": "bench", "annotations": {"version": "v1", "description": "wasmbench"}},
        "spec": {"components": [
            {"name": "workload", "type": "component", "properties": {"image": "file:///work/service.wasm"},
             "traits": [{"type": "spreadscaler", "properties": {"instances": 100}}]},
            {"name": "http-server", "type": "capability",
             "properties": {"image": "file:///lib/http-server.par.gz"},
             "traits": [
                {"type": "link", "properties": {
                    "target": "workload", "namespace": "wasi", "package": "http",
                    "interfaces": ["incoming-handler"],
                    "source_config": [{"name": "address", "properties": {"address": "127.0.0.1:8081"}}]}},
                {"type": "spreadscaler", "properties": {"instances": 1}}]}]}})"));
}

TEST_CASE("the built-in server is named instead of an archive") {
    Application const a{"bench", "/service.wasm", Provider::builtin, "", 8081};
    auto const components = json::parse(manifest(a))["spec"]["components"];
    CHECK(components[1]["properties"]["image"] == "wasmcloud+builtin://http-server");
}

TEST_CASE("file names are URLs") {
    Application const a{"bench", "/a b/50%/#1?.wasm", Provider::builtin, "", 8081};
    auto const components = json::parse(manifest(a))["spec"]["components"];
    CHECK(components[0]["properties"]["image"] == "file:///a%20b/50%25/%231%3F.wasm");
}
