#pragma once

#include "trial_run.hpp"

#include <wasmbench/net/network_cell.hpp>
#include <wasmbench/plan/resolve.hpp>
#include <wasmbench/plan/session.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::plan {

/// Gives the rows with a firewall that could otherwise be run a reason to be skipped, where `cells` makes none or is
/// null.
void skip_without_network(std::vector<ResolvedRow>& rows, net::NetworkCells* cells);

/// Where the instance of one trial lives: on the session's own ports, or in a cell. It must outlive the trial's
/// context.
class TrialNetwork {
public:
    explicit TrialNetwork(SessionPorts const& ports);

    /// Makes the cell of a row with a firewall. Before prepare: a preparation that starts the service (to fill a cache)
    /// starts it inside too.
    Result<void> open(std::optional<Firewall> const& firewall);

    Launcher& launcher() const;
    Connector& connector() const;
    std::string host() const;

    /// Of a trial that is over and has succeeded: measures what met the rules. Fails with errc::firewall_bypassed when
    /// that is less than was answered one after the other: then the load did not pass them.
    Result<void> report(TrialRun const& trial) const;

private:
    SessionPorts const& ports_;
    std::unique_ptr<net::NetworkCell> cell_;
    bool has_rules_ = false;
};

} // namespace wasmbench::plan
