#pragma once

#include <wasmbench/adapters/command/runtime_description.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace wasmbench::tests {

/// A description with all parts, as JSON to be changed: programs in three modes, services in one.
inline nlohmann::json described() {
    return nlohmann::json::parse(R"({
        "schema": 1, "name": "odd", "summary": "An odd runtime.", "program": "./odd", "install": "build it",
        "version": {"arguments": ["version"], "after": "odd ", "minimum": "1.2"},
        "verified": "1.2.3",
        "capabilities": ["many-instances", "own-network", "store"],
        "lacks": {"page-cache": "nobody looked"},
        "files": ["driver.js"],
        "last_words": ["trap: "],
        "fairness": ["All modes do this."],
        "modes": [
            {"name": "quick", "execution": "jit",
             "run": {"arguments": ["run", "{module}", "{argument...}"], "environment": {"ODD_HOME": "{scratch}/odd", "LANG": "{folder}"}},
             "serve": {"arguments": ["serve", "--addr={address}:{port}", "{module}", "{store}"], "accepts_after": "load",
                       "instances": "new-per-request", "stop_signal": "INT"}},
            {"name": "slow", "execution": "interpreter", "run": {"arguments": ["walk", "{module}", "{argument...}"]}},
            {"name": "compiled", "execution": "aot", "variant": "small",
             "compile": {"program": "./oddc", "arguments": ["{module}", "-o", "{artifact}"], "suffix": ".bin", "limit_seconds": 60},
             "run": {"arguments": ["run", "{artifact}", "{argument...}"]},
             "fairness": ["Compiled before."]}
        ]})");
}

/// As it is read from a file of the folder /d.
inline Result<adapters::RuntimeDescription> read(nlohmann::json const& description) {
    return adapters::runtime_description_from_json(description.dump(), "/d/odd.json");
}

} // namespace wasmbench::tests
