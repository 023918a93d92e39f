#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/connector.hpp>
#include <wasmbench/core/firewall.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/result.hpp>
#include <wasmbench/net/packet_counts.hpp>

#include <memory>
#include <string>

namespace wasmbench::net {

/// A network for the processes of one instance: its own namespace, a pair of virtual interfaces that leads there, and
/// the rules between the two; on macOS, which has no namespaces, an address of the loopback and the rules in front of it
/// (docs/design/015). Every packet of the client passes them.
///
/// Lifetime: the destructor takes the interfaces, the rules and the namespace away; what was started inside must have
/// ended before, and it must not outlive the NetworkCells that made it. Thread safety: that of the ports.
class NetworkCell {
public:
    NetworkCell() = default;
    NetworkCell(NetworkCell const&) = delete;
    NetworkCell& operator=(NetworkCell const&) = delete;
    virtual ~NetworkCell() = default;

    /// Where a server inside must listen, and is reached from outside: a numeric address.
    virtual std::string const& address() const noexcept = 0;

    /// Starts its children inside. The launch itself is the inner launcher's, between the same two marks and without a
    /// program in between; before the first of them it costs a thread, some 50 us (on macOS nothing).
    virtual Launcher& launcher() = 0;

    /// Connects from outside, and finds ports that are free inside; by these the rules know a server there.
    virtual Connector& connector() = 0;

    /// What has met the rules since they were loaded. Runs a program: not for a timed path. Errors: unsupported of a
    /// cell whose firewall is off, command_failed, malformed_input.
    virtual Result<PacketCounts> packets() = 0;
};

/// Port to the system's networks: makes cells. Thread safety: none.
class NetworkCells {
public:
    NetworkCells() = default;
    NetworkCells(NetworkCells const&) = delete;
    NetworkCells& operator=(NetworkCells const&) = delete;
    virtual ~NetworkCells() = default;

    /// Whether cells with rules can be made here: makes one, and takes it away. Remembered. Takes some 100 ms.
    virtual Availability availability() = 0;

    /// Blocks while interfaces are made and rules are loaded: milliseconds, for 10,000 rules of a chain half a second.
    /// On failure nothing is left, and the diagnostics name the step.
    virtual Result<std::unique_ptr<NetworkCell>> make(Firewall const& firewall) = 0;
};

} // namespace wasmbench::net
