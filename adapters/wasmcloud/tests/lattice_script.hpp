#pragma once

#include <wasmbench/core/time.hpp>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace wasmbench::tests {

/// What wadm and a host answer over NATS, as a script: the fakes of NATS, in virtual time and on a socket, speak for
/// them. Subjects are named without their lattice: "model.put", "host.ping", "host.get", "known_hosts".
struct LatticeScript {
    std::string host_id = "NHOST";
    /// Instead of the usual answer.
    std::map<std::string, std::string> answers = {};
    std::set<std::string> silent = {}; ///< requests that are never answered
    std::set<std::string> nobody = {}; ///< requests that nobody listens to
    /// Events ("component_scaled", its data) that follow an order, instead of the usual ones.
    struct Event {
        std::string name;
        std::string data;
    };
    std::optional<std::vector<Event>> deploy_events = std::nullopt;
    bool undeploys = true; ///< false: takes the order, and nothing follows

    /// Which request a subject is: "model.put"; empty for none of them. Sets `lattice`.
    static std::string name_of(std::string const& subject, std::string& lattice);

    struct Reply {
        std::optional<std::string> data; ///< nullopt: none ever
        bool nobody = false;
        std::vector<Event> events; ///< that follow
        std::string lattice;
    };
    Reply reply(std::string const& subject) const;
};

/// The event as it is published.
std::string event_subject(std::string const& lattice, LatticeScript::Event const& event);
std::string event_text(LatticeScript::Event const& event);

} // namespace wasmbench::tests
