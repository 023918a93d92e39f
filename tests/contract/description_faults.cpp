// Runtimes that say something wrong of themselves, or prepare wrongly.

#include "faults.hpp"

namespace wasmbench::tests {

std::vector<Fault> description_faults() {
    return {
        {"name: ",
            [] {
                Spoil s;
                s.name = [asked = 0]() mutable -> std::string_view { return ++asked % 2 == 0 ? "evitan" : "native"; };
                return s;
            }},
        {"capabilities: ",
            [] {
                Spoil s;
                s.capabilities = {Capability::http, Capability::many_instances, Capability::own_network};
                return s;
            }},
        {"availability: a version",
            [] {
                Spoil s;
                s.availability = [](Availability& a) { a.version.clear(); };
                return s;
            }},
        {"availability: the files",
            [] {
                Spoil s;
                s.availability = [](Availability& a) { a.files = {"/no/such/file"}; };
                return s;
            }},
        {"describe: refuses",
            [] {
                Spoil s;
                s.accepts_any_option = true;
                return s;
            }},
        {"describe: always",
            [] {
                Spoil s;
                s.describe = [](Workload const&, Options const&, RowTraits t) {
                    t.instance = InstancePolicy::long_lived;
                    return t;
                };
                return s;
            }},
        {"prepare: ",
            [] {
                Spoil s;
                s.prepared = [](bool, error_code&, Prepared& p) { p.artifacts["code"] = "/no/such/file"; };
                return s;
            }},
        {"cancel: a preparation",
            [] {
                Spoil s;
                s.prepared = [](bool cancelled, error_code& ec, Prepared&) {
                    if (cancelled) ec = errc::prepare_failed;
                };
                return s;
            }},
    };
}

} // namespace wasmbench::tests
