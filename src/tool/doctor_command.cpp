#include "catalog.hpp"
#include "commands.hpp"
#include "exit_status.hpp"
#include "fingerprint.hpp"
#include "study_profile.hpp"
#include "workload_folder.hpp"

#include <wasmbench/core/version.hpp>
#include <wasmbench/probe/environment.hpp>
#include <wasmbench/probe/preflight.hpp>
#include <wasmbench/probe/privileges.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <vector>

namespace wasmbench::tool {
namespace {

using Json = nlohmann::ordered_json;

struct Finding {
    std::string kind; ///< runtime, described runtime, probe, workload, privilege, fact, disturbance
    std::string name;
    bool good = false;
    std::string detail; ///< version, or the reason
    std::string fix;
    std::vector<std::string> modes = {}; ///< of a runtime: how it executes
};

void add(std::vector<Finding>& out, std::string kind, std::string_view name, Availability const& a) {
    out.push_back({std::move(kind), std::string(name), a.usable, a.usable ? a.version : a.reason, a.fix});
}

// A workload can be run on a target when its file is there.
Availability availability(Workload const& w) {
    std::string present, absent;
    for (auto const* target : {"native", "native-static", "wasm32-wasi", "wasi-sockets", "wasi-http", "handler-component"}) {
        auto const file = w.artifact(target);
        if (!file) continue;
        auto& list = std::filesystem::exists(*file) ? present : absent;
        list += (list.empty() ? "" : ", ") + std::string(target);
    }
    if (absent.empty()) return Availability::yes(present);
    return Availability::no(
        "not built for " + absent, "cmake --build the project; see scripts/deps for the Wasm compiler");
}

// Whether anybody has seen the description work.
std::string tried(adapters::RuntimeDescription const& d) {
    if (!d.not_verified.empty()) return "; not verified: " + d.not_verified;
    return d.verified.empty() ? std::string() : "; verified with " + d.verified;
}

// Whoever may write to its socket may do what root may.
Finding engine_access(Catalog const& catalog) {
    constexpr char const* what_for = "containers (whoever may use the engine is as good as root)";
    for (auto const& r : catalog.runtimes()) {
        if (r->name() != "docker") continue;
        auto const a = r->availability();
        return {"privilege", "Docker engine", a.usable, a.usable ? what_for : std::string(what_for) + ": " + a.reason,
            a.usable ? "" : "start it; be root, or of the group that owns its socket (docker): " + a.fix};
    }
    return {"privilege", "Docker engine", false, what_for, {}};
}

std::vector<Finding> examine(Catalog const& catalog, DescribedRuntimes const& described) {
    std::vector<Finding> out;
    for (auto const& r : catalog.runtimes()) {
        auto const* description = find(described, r->name());
        add(out, description ? "described runtime" : "runtime", r->name(), r->availability());
        for (auto mode : modes_of(*r, catalog, described)) out.back().modes.emplace_back(to_string(mode));
        if (description) out.back().detail += tried(*description);
    }
    for (auto const& w : catalog.workloads())
        add(out, "workload",
            std::string(w->name()) + std::string(w->endpoint().empty() ? "" : " ") +
                std::string(w->endpoint()),
            availability(*w));
    for (auto const& p : catalog.probes()) add(out, "probe", p->name(), p->availability());
    for (auto const& p : probe::privileges())
        out.push_back(
            {"privilege", p.name, p.held, p.held ? p.what_for : p.what_for + ": " + p.reason, p.fix});
    out.push_back(engine_access(catalog));
    auto const facts = probe::collect_environment();
    for (auto const& list : {facts, fingerprint(catalog)})
        for (auto const& f : list)
            out.push_back({"fact", f.name, f.value.has_value(), f.value.value_or(f.reason), {}});
    for (auto const& a : probe::preflight(facts))
        out.push_back({"disturbance", a.what, false, a.why, a.fix});
    return out;
}

void print_json(std::vector<Finding> const& findings) {
    Json j;
    j["schema"] = results_schema;
    j["version"] = version;
    j["findings"] = Json::array();
    for (auto const& f : findings) {
        Json finding = {{"kind", f.kind}, {"name", f.name}, {"usable", f.good},
            {f.good ? "detail" : "reason", f.detail}, {"fix", f.fix}};
        if (f.kind.ends_with("runtime")) finding["modes"] = f.modes;
        j["findings"].push_back(std::move(finding));
    }
    fmt::print("{}\n", j.dump(2, ' ', false, Json::error_handler_t::replace));
}

void print_text(std::vector<Finding> const& findings) {
    std::string kind;
    for (auto const& f : findings) {
        if (f.kind != kind)
            fmt::print("{}{}\n", kind.empty() ? "" : "\n",
                f.kind == "disturbance" ? "what may disturb a measurement"
                : f.kind == "privilege" ? "privileges"
                : f.kind == "fact"      ? "fingerprint"
                                        : f.kind + "s");
        kind = f.kind;
        auto const modes = f.modes.empty() ? std::string() : fmt::format(" ({})", fmt::join(f.modes, ", "));
        fmt::print("  {} {}{}{}{}\n",
            f.good                    ? "ok"
            : f.kind == "disturbance" ? "! "
                                      : "--",
            f.name, modes, f.detail.empty() ? "" : ": ", f.detail);
        if (!f.good && !f.fix.empty()) fmt::print("       {}\n", f.fix);
    }
}

} // namespace

void add_doctor_command(CLI::App& app, Run& run) {
    struct Choice {
        bool json = false;
        std::string workloads_dir;
        std::vector<std::string> runtime_files;
    };
    auto c = std::make_shared<Choice>();
    auto* command = app.add_subcommand("doctor", "Tell what can be measured here, and what is missing");
    command->add_flag("--json", c->json, "For scripts");
    command->add_option(
        "--workloads-dir", c->workloads_dir, "Folder of the workloads (default: those that came with this program)");
    add_runtime_file_option(*command, c->runtime_files);
    command->callback([c, &run] {
        run = [c] {
            auto const described = described_runtimes(c->runtime_files, shipped_runtimes());
            auto const findings = examine(make_catalog(workload_folder(c->workloads_dir), described), described);
            c->json ? print_json(findings) : print_text(findings);
            return static_cast<int>(everything_measured);
        };
    });
}

} // namespace wasmbench::tool
