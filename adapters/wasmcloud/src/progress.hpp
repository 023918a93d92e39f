#pragma once

#include <wasmbench/core/time.hpp>
#include <wasmbench/core/timeline.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::adapters::wasmcloud {

/// What the hosts' events have told about a deployment so far, each with the moment at which the harness learnt
/// it. A plain value.
struct Progress {
    std::optional<TimePoint> ordered;       ///< wadm has said yes to the deployment
    std::optional<TimePoint> ordered_again; ///< nothing had come of it, or nothing more
    std::optional<TimePoint> component_started; ///< compiled, linked, and listening to NATS
    std::optional<TimePoint> link_set;
    std::optional<TimePoint> provider_started; ///< the process was spawned; it listens a little later
    std::optional<TimePoint> component_stopped;
    std::optional<TimePoint> provider_stopped;
    std::optional<TimePoint> link_put_again;
    std::string link; ///< as the host takes it; empty until it was set
    std::optional<std::string> failure; ///< what failed first, with the host's reason

    /// Since when everything has been there that the provider needs to listen; nullopt: not yet. A link that was put
    /// again counts anew.
    std::optional<TimePoint> complete() const noexcept;
    /// The last sign of life of a deployment that has not everything yet: the order, or the newest of what has come of it.
    /// nullopt: nothing was ordered, everything has come, or it has failed.
    std::optional<TimePoint> waiting_since() const noexcept;
    /// Whether anything has come of the order.
    bool begun() const noexcept { return component_started || link_set || provider_started || failure; }
    bool undeployed() const noexcept { return component_stopped && provider_stopped; }

    /// Takes in an event (a CloudEvent as JSON) that was published on `subject`. Whatever is of no interest or
    /// cannot be read changes nothing.
    void note(std::string_view subject, std::string_view json, TimePoint now);

    /// Marks what has happened: deployed_again, component_started, link_set, provider_started, link_put_again.
    void mark(Timeline&) const;
};

} // namespace wasmbench::adapters::wasmcloud
