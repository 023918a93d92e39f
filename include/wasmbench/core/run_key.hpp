#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench {

/// How the workload's code is executed. WasmEdge's interpreter is about 120 times slower than its
/// ahead-of-time mode, so a row without this column says nothing.
enum class ExecutionMode { native, interpreter, jit, aot };

constexpr std::string_view to_string(ExecutionMode m) noexcept {
    switch (m) {
    case ExecutionMode::native:
        return "native";
    case ExecutionMode::interpreter:
        return "interpreter";
    case ExecutionMode::jit:
        return "jit";
    case ExecutionMode::aot:
        return "aot";
    }
    return "native";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<ExecutionMode> execution_mode_from_string(std::string_view s) noexcept {
    for (auto m : {ExecutionMode::native, ExecutionMode::interpreter, ExecutionMode::jit, ExecutionMode::aot})
        if (to_string(m) == s) return m;
    return std::nullopt;
}

/// What serves one request.
///  - one_shot:        a process per run, no requests
///  - long_lived:      one instance serves all requests, state persists
///  - new_per_request: each request gets an instance of its own, state does not persist
///  - reused:          instances serve several requests before they are replaced
enum class InstancePolicy { one_shot, long_lived, new_per_request, reused };

constexpr std::string_view to_string(InstancePolicy p) noexcept {
    switch (p) {
    case InstancePolicy::one_shot:
        return "one-shot";
    case InstancePolicy::long_lived:
        return "long-lived";
    case InstancePolicy::new_per_request:
        return "new-per-request";
    case InstancePolicy::reused:
        return "reused";
    }
    return "one-shot";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<InstancePolicy> instance_policy_from_string(std::string_view s) noexcept {
    for (auto p : {InstancePolicy::one_shot, InstancePolicy::long_lived, InstancePolicy::new_per_request,
             InstancePolicy::reused})
        if (to_string(p) == s) return p;
    return std::nullopt;
}

/// Where the files that a start reads are before it. The session puts them there and looks whether it came about;
/// a trial that would begin otherwise is discarded.
///  - any:  as the machine has them; nobody looked
///  - warm: every page in memory
///  - cold: no page in memory, so that the start reads them from the disk
enum class PageCache { any, warm, cold };

constexpr std::string_view to_string(PageCache p) noexcept {
    switch (p) {
    case PageCache::any:
        return "any";
    case PageCache::warm:
        return "warm";
    case PageCache::cold:
        return "cold";
    }
    return "any";
}

/// Inverse of to_string; nullopt for any other text.
constexpr std::optional<PageCache> page_cache_from_string(std::string_view s) noexcept {
    for (auto p : {PageCache::any, PageCache::warm, PageCache::cold})
        if (to_string(p) == s) return p;
    return std::nullopt;
}

/// Identity of a row: everything in which two measurements may differ. Rows that differ in a column other
/// than the one under comparison are never pooled. `block` and `trial` number the repetition within a row.
struct RunKey {
    std::string runtime; ///< adapter name: "native", "wasmtime"
    std::string version; ///< as availability() gave it
    ExecutionMode mode = ExecutionMode::native;
    std::string cache = "none"; ///< what was warm before the start, as the adapter's README names it: none,
                                ///< off, empty, full; "image present", "lattice up"
    PageCache page_cache = PageCache::any;
    std::string variant;        ///< what else sets this configuration apart from the runtime's default one, in
                                ///< words of its README: "winch, pooling"; empty for the default
    InstancePolicy instance = InstancePolicy::one_shot;
    std::string workload; ///< "hello", "cpu_hash", "http_service"
    std::string endpoint; ///< "/" or "/state"; empty for a one-shot
    std::string firewall = "off";  ///< "off" on the loopback; else to_string(Firewall): "chain of 1000"
    std::uint32_t concurrency = 1; ///< connections in use at once
    std::uint32_t block = 0;       ///< block of the schedule, from 0
    std::uint32_t trial = 0;       ///< position in the whole schedule, from 0

    friend auto operator<=>(RunKey const&, RunKey const&) = default;

    /// The key without block, trial and concurrency: what names a row in the schedule.
    RunKey row() const {
        auto k = *this;
        k.block = k.trial = 0;
        k.concurrency = 1;
        return k;
    }
};

/// What was warm and what is special about a configuration, for a reader: "cache full, pooling", "image
/// present". Empty when there is nothing to say.
inline std::string configuration_text(RunKey const& key) {
    bool const compilation_cache = key.cache == "off" || key.cache == "empty" || key.cache == "full";
    auto out = key.cache == "none" ? std::string() : (compilation_cache ? "cache " : "") + key.cache;
    auto add = [&out](std::string const& words) { out += (out.empty() ? "" : ", ") + words; };
    if (key.page_cache != PageCache::any) add("page cache " + std::string(to_string(key.page_cache)));
    if (!key.variant.empty()) add(key.variant);
    return out;
}

} // namespace wasmbench
