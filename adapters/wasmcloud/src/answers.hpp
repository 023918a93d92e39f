#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::adapters::wasmcloud {

// What comes back over NATS, read leniently: fields that are not needed may be missing.

/// wadm's answer to put, deploy and undeploy.
struct WadmAnswer {
    bool accepted = false;
    std::string message; ///< wadm's own words, or what was wrong with the answer

    friend bool operator==(WadmAnswer const&, WadmAnswer const&) = default;
};
WadmAnswer read_wadm_answer(std::string_view json);

/// wadm's answer to status: "deployed", "reconciling", "failed", "undeployed".
struct WadmStatus {
    std::string type; ///< empty: the answer could not be read, or there is no such application
    std::string message;

    friend bool operator==(WadmStatus const&, WadmStatus const&) = default;
};
WadmStatus read_wadm_status(std::string_view json);
/// "failed: no such file", for messages.
std::string to_string(WadmStatus const&);

/// JetStream's answer about wadm's queue of a lattice's events, for messages: "14 undelivered, 1 not acknowledged, asked
/// for by nobody". It tells a deployment that wadm never heard of from one that it is stuck in.
std::string event_queue_in_words(std::string_view json);

/// The id of the host that answers a ping, if it belongs to `lattice`.
std::optional<std::string> read_host_id(std::string_view json, std::string_view lattice);

/// Whether an inventory could be read and is empty: nothing is deployed.
bool is_empty_inventory(std::string_view json);

/// Whether wadm's list of hosts names this one.
bool names_host(std::string_view json, std::string_view host_id);

} // namespace wasmbench::adapters::wasmcloud
