#include <wasmbench/plan/resolve.hpp>

#include <map>
#include <utility>

namespace wasmbench::plan {
namespace {

// As plan_from_json() names a place, so that both kinds of mistakes are found the same way.
std::string place(std::size_t row, char const* field) {
    return "plan at /rows/" + std::to_string(row) + "/" + field;
}

[[noreturn]] void refuse(std::size_t row, char const* field, std::string subject, std::string expected, std::string remedy = {}) {
    Diagnostics d;
    d.stage = place(row, field);
    d.subject = std::move(subject);
    d.expected = std::move(expected);
    d.remedy = std::move(remedy);
    throw Error(errc::invalid_option, std::move(d));
}

[[noreturn]] void unknown(std::size_t row, char const* kind, std::string const& name, std::string const& known) {
    refuse(row, kind, std::string(kind) + " \"" + name + "\"",
        "one of " + (known.empty() ? std::string("none: the catalog is empty") : known));
}

// What is there for services alone, or asks for what one row's instances cannot have.
void check_service_parts(std::size_t number, Row const& row, bool service) {
    if (row.firewall && !service)
        refuse(number, "firewall", "firewall before " + row.workload, "a service: nothing is sent to a program");
    if (row.density && !service)
        refuse(number, "density", "density of " + row.workload, "a service: a program ends by itself");
    if (row.density && row.options.contains("port"))
        refuse(number, "density", "density with the option port", "a free port for each instance: no two can listen on one",
            "leave the option out");
}

RowTraits describe(std::size_t row, char const* field, ResolvedRow const& r, Options const& options) {
    try {
        return r.runtime->describe(*r.workload, options);
    } catch (Error const& e) {
        auto f = e.failure();
        f.diagnostics.stage = place(row, field) + (f.diagnostics.stage.empty() ? "" : ": ") + f.diagnostics.stage;
        throw Error(std::move(f));
    }
}

// "; ..." where the runtime says why, to stand behind a reason.
std::string own_reason(Runtime const& runtime, Capability c) {
    auto const why = runtime.why_not(c);
    return why.empty() ? why : "; " + why;
}

std::string names_of_runtimes(Catalog const& catalog) {
    std::string out;
    for (auto const& r : catalog.runtimes()) out += (out.empty() ? "" : ", ") + std::string(r->name());
    return out;
}

std::string names_of_workloads(Catalog const& catalog) {
    std::string out;
    for (auto const& w : catalog.workloads())
        out += (out.empty() ? "" : ", ") + std::string(w->name()) + std::string(w->endpoint());
    return out;
}

} // namespace

std::vector<ResolvedRow> resolve(Catalog const& catalog, Plan const& plan) {
    std::map<Runtime*, Availability> available;
    std::vector<ResolvedRow> out;
    for (auto const& row : plan.rows) {
        ResolvedRow r;
        r.row = row;
        r.runtime = catalog.find_runtime(row.runtime);
        if (!r.runtime) unknown(out.size(), "runtime", row.runtime, names_of_runtimes(catalog));
        r.workload = catalog.find_workload(row.workload, row.endpoint);
        if (!r.workload)
            unknown(out.size(), "workload", row.workload + row.endpoint, names_of_workloads(catalog));
        r.traits = describe(out.size(), "options", r, row.options);
        check_service_parts(out.size(), row, r.workload->needs().has(Capability::http));
        if (row.old_options) describe(out.size(), "old_options", r, *row.old_options);

        auto const [known, fresh] = available.try_emplace(r.runtime);
        if (fresh) known->second = r.runtime->availability();
        auto const& availability = known->second;
        if (!availability.usable) {
            r.skip_reason = availability.reason;
            if (!availability.fix.empty()) *r.skip_reason += "; to add it: " + availability.fix;
        } else if (auto const missing = r.runtime->capabilities().missing_from(r.workload->needs());
                   !missing.empty()) {
            r.skip_reason = missing == Capabilities{Capability::store}
                                ? row.runtime + " has here no way to let a service reach the store in which " + row.workload + " keeps its state"
                                : row.runtime + " lacks what the workload needs: " + to_string(missing);
            for (auto const c : all_capabilities)
                if (missing.has(c)) *r.skip_reason += own_reason(*r.runtime, c);
        } else if (row.page_cache != PageCache::any && !r.runtime->capabilities().has(Capability::page_cache)) {
            r.skip_reason = row.runtime + " does not say which files its starts read, so the page cache cannot be " +
                            std::string(to_string(row.page_cache)) + " for them" + own_reason(*r.runtime, Capability::page_cache);
        } else if (row.firewall && !r.runtime->capabilities().has(Capability::own_network)) {
            r.skip_reason = "what " + row.runtime + " starts cannot be given a network of its own, and no firewall stands "
                            "in its path on the loopback" + own_reason(*r.runtime, Capability::own_network);
        } else if (row.density && !r.runtime->capabilities().has(Capability::many_instances)) {
            r.skip_reason = row.runtime + " has one instance at a time, so the plan's density cannot be measured" +
                            own_reason(*r.runtime, Capability::many_instances);
        }
        r.files = availability.files;
        r.beside = availability.beside;

        r.key.runtime = row.runtime;
        r.key.version = availability.version;
        r.key.mode = r.traits.mode;
        r.key.cache = r.traits.cache;
        r.key.page_cache = row.page_cache;
        r.key.variant = r.traits.variant;
        r.key.instance = r.traits.instance;
        r.key.workload = row.workload;
        r.key.endpoint = row.endpoint;
        if (row.firewall) r.key.firewall = to_string(*row.firewall);
        out.push_back(std::move(r));
    }
    return out;
}

} // namespace wasmbench::plan
