#pragma once

#include <string>

namespace wasmbench::adapters::wasmcloud {

// The NATS subjects that wadm and the host answer on, and what they publish.

/// `operation`: "put", "get", "list"; with an application's name "deploy.NAME", "status.NAME", "undeploy.NAME".
inline std::string wadm_subject(std::string const& lattice, std::string const& operation) {
    return "wadm.api." + lattice + ".model." + operation;
}

inline std::string host_ping_subject(std::string const& lattice) {
    return "wasmbus.ctl.v1." + lattice + ".host.ping";
}

inline std::string inventory_subject(std::string const& lattice, std::string const& host_id) {
    return "wasmbus.ctl.v1." + lattice + ".host.get." + host_id;
}

/// `operation`: "put", "del".
inline std::string link_subject(std::string const& lattice, std::string const& operation) {
    return "wasmbus.ctl.v1." + lattice + ".link." + operation;
}

/// Where wadm keeps the hosts that it knows of, asked of JetStream.
inline std::string known_hosts_subject(std::string const& lattice) {
    return "$JS.API.DIRECT.GET.KV_wadm_state.$KV.wadm_state.host_" + lattice;
}

/// What JetStream knows of wadm's queue of a lattice's events.
inline std::string event_queue_subject(std::string const& lattice) {
    return "$JS.API.CONSUMER.INFO.wadm_event_consumer.wadm_event_consumer-" + lattice;
}

/// All events of the hosts of a lattice.
inline std::string events_subject(std::string const& lattice) {
    return "wasmbus.evt." + lattice + ".>";
}

} // namespace wasmbench::adapters::wasmcloud
