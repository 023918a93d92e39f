#include "read_mode.hpp"

#include "described_words.hpp"
#include "placeholders.hpp"

#include <algorithm>
#include <array>
#include <csignal>

namespace wasmbench::adapters::command {
namespace {

using json::Problem;
using json::Value;

constexpr std::uint64_t longest_limit_seconds = 86400;

std::string target_in(Value const& v, std::string fallback) {
    static constexpr std::array<std::string_view, 5> known{
        "native", "native-static", "wasm32-wasi", "wasi-sockets", "wasi-http"};
    auto const field = v.find("target");
    if (!field) return fallback;
    auto const text = field->text();
    if (std::find(known.begin(), known.end(), text) == known.end())
        throw Problem{field->where(), "\"" + text + "\"",
            "one of native, native-static, wasm32-wasi, wasi-sockets, wasi-http"};
    return text;
}

DescribedCompile compile_in(Value const& v) {
    v.only({"program", "arguments", "environment", "suffix", "limit_seconds"});
    DescribedCompile c;
    c.command = command_in(v, {"module", "artifact", "folder", "scratch"}, {"module", "artifact"});
    if (auto const suffix = v.find("suffix")) {
        c.suffix = suffix->non_empty_text();
        if (c.suffix.find('/') != c.suffix.npos)
            throw Problem{suffix->where(), "\"" + c.suffix + "\"", "the end of a file's name, without '/'"};
    }
    if (auto const limit = v.find("limit_seconds"))
        c.limit = std::chrono::seconds(limit->count<std::uint64_t>(1, longest_limit_seconds));
    return c;
}

// What a run or a serve executes, and what its words must and may hold beside that. With compiled code the
// module is allowed too: some look the one up by the other.
DescribedCommand executing(Value const& v, bool compiled, Names const& needed, Names const& more = {}) {
    auto all_needed = needed;
    all_needed.push_back(compiled ? "artifact" : "module");
    auto allowed = all_needed;
    if (compiled) allowed.push_back("module");
    allowed.insert(allowed.end(), more.begin(), more.end());
    allowed.insert(allowed.end(), {"folder", "scratch"});
    return command_in(v, allowed, all_needed);
}

DescribedRun run_in(Value const& v, bool compiled) {
    v.only({"program", "arguments", "environment", "target"});
    DescribedRun r;
    r.command = executing(v, compiled, {all_arguments});
    r.target = target_in(v, r.target);
    return r;
}

std::optional<StartPhase> accepts_after_from(std::string_view text) {
    for (auto const phase : {StartPhase::engine_start, StartPhase::load, StartPhase::instantiate})
        if (to_string(phase) == text) return phase;
    return std::nullopt;
}

std::optional<InstancePolicy> service_policy_from(std::string_view text) {
    auto const policy = instance_policy_from_string(text);
    return policy == InstancePolicy::one_shot ? std::nullopt : policy;
}

std::optional<int> stop_signal_from(std::string_view text) {
    if (text == "TERM") return SIGTERM;
    if (text == "INT") return SIGINT;
    if (text == "QUIT") return SIGQUIT;
    return std::nullopt;
}

DescribedServe serve_in(Value const& v, bool compiled) {
    v.only({"program", "arguments", "environment", "target", "accepts_after", "instances", "stop_signal"});
    DescribedServe s;
    // Without address and port it would be awaited where it is not.
    s.command = executing(v, compiled, {"address", "port"}, {"store"});
    s.target = target_in(v, s.target);
    if (auto const f = v.find("accepts_after"))
        s.accepts_after = f->choice(accepts_after_from, "engine_start, load, instantiate");
    if (auto const f = v.find("instances"))
        s.instances = f->choice(service_policy_from, "long-lived, new-per-request, reused");
    if (auto const f = v.find("stop_signal")) s.stop_signal = f->choice(stop_signal_from, "TERM, INT, QUIT");
    return s;
}

DescribedMode mode_in(Value const& v) {
    v.only({"name", "execution", "variant", "compile", "run", "serve", "fairness"});
    DescribedMode m;
    m.name = name_in(v.at("name"));
    m.execution = v.at("execution").choice(execution_mode_from_string, "native, interpreter, jit, aot");
    if (auto const variant = v.find("variant")) m.variant = variant->text();
    if (auto const compile = v.find("compile")) m.compile = compile_in(*compile);
    if (auto const run = v.find("run")) m.run = run_in(*run, m.compile.has_value());
    if (auto const serve = v.find("serve")) m.serve = serve_in(*serve, m.compile.has_value());
    if (!m.run && !m.serve) throw Problem{v.where(), "neither run nor serve", "at least one of them"};
    m.fairness = fairness_in(v);
    return m;
}

void refuse_twins(Value const& list, std::vector<DescribedMode> const& modes) {
    for (std::size_t i = 0; i < modes.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            auto const where = list.where() + "/" + std::to_string(i);
            if (modes[i].name == modes[j].name)
                throw Problem{where + "/name", "\"" + modes[i].name + "\" again", "a name for each mode"};
            if (modes[i].execution == modes[j].execution && modes[i].variant == modes[j].variant)
                throw Problem{where, "the execution and variant of mode " + modes[j].name,
                    "another variant: a row could not tell the two apart"};
        }
}

} // namespace

std::vector<DescribedMode> modes_in(Value const& v) {
    std::vector<DescribedMode> out;
    for (auto const& mode : v.elements()) out.push_back(mode_in(mode));
    if (out.empty()) throw Problem{v.where(), "an empty list", "at least one mode"};
    refuse_twins(v, out);
    return out;
}

} // namespace wasmbench::adapters::command
