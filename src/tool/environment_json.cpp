#include "environment_json.hpp"

#include "fingerprint.hpp"

#include <wasmbench/core/version.hpp>
#include <wasmbench/probe/environment.hpp>
#include <wasmbench/probe/preflight.hpp>

#include <nlohmann/json.hpp>

namespace wasmbench::tool {

std::string environment_json(Catalog const& catalog) {
    using Json = nlohmann::ordered_json;
    auto const facts = probe::collect_environment();
    Json out;
    out["schema"] = results_schema;
    for (auto const& r : catalog.runtimes()) {
        auto const a = r->availability();
        out["runtimes"][std::string(r->name())] = a.usable ? a.version : "not usable: " + a.reason;
    }
    for (auto const& fact : facts) {
        auto const slash = fact.name.find('/');
        if (fact.value)
            out[fact.name.substr(0, slash)][fact.name.substr(slash + 1)] = *fact.value;
        else
            out["unknown"][fact.name] = fact.reason;
    }
    // One object per kind below "sha256": a reader of the facts above is spared a hundred hashes.
    for (auto const& fact : fingerprint(catalog)) {
        auto const slash = fact.name.find('/');
        if (fact.value)
            out["sha256"][fact.name.substr(0, slash)][fact.name.substr(slash + 1)] = *fact.value;
        else
            out["unknown"]["sha256/" + fact.name] = fact.reason;
    }
    for (auto const& advice : probe::preflight(facts))
        out["disturbing"].push_back(advice.what + ": " + advice.why);
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace wasmbench::tool
