#pragma once

#include "json/json_reader.hpp"

#include <wasmbench/core/run_key.hpp>

namespace wasmbench::results {

inline nlohmann::ordered_json to_json(RunKey const& k) {
    nlohmann::ordered_json out = {{"runtime", k.runtime}, {"version", k.version}, {"mode", to_string(k.mode)},
        {"cache", k.cache}, {"instance", to_string(k.instance)}, {"workload", k.workload},
        {"endpoint", k.endpoint}, {"firewall", k.firewall}, {"concurrency", k.concurrency},
        {"block", k.block}, {"trial", k.trial}};
    if (!k.variant.empty()) out["variant"] = k.variant; // absent in files written before there were any
    if (k.page_cache != PageCache::any) out["page_cache"] = to_string(k.page_cache); // likewise
    return out;
}

inline RunKey read_key(json::Value const& v) {
    RunKey k;
    k.runtime = v.at("runtime").text();
    k.version = v.at("version").text();
    k.mode = v.at("mode").choice(execution_mode_from_string, "native, interpreter, jit, aot");
    k.cache = v.at("cache").text();
    if (auto const variant = v.find("variant")) k.variant = variant->text();
    if (auto const f = v.find("page_cache")) k.page_cache = f->choice(page_cache_from_string, "any, warm, cold");
    k.instance =
        v.at("instance").choice(instance_policy_from_string, "one-shot, long-lived, new-per-request, reused");
    k.workload = v.at("workload").text();
    k.endpoint = v.at("endpoint").text();
    k.firewall = v.at("firewall").text();
    k.concurrency = v.at("concurrency").count<std::uint32_t>();
    k.block = v.at("block").count<std::uint32_t>();
    k.trial = v.at("trial").count<std::uint32_t>();
    return k;
}

} // namespace wasmbench::results
