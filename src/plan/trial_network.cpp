#include "trial_network.hpp"

namespace wasmbench::plan {

void skip_without_network(std::vector<ResolvedRow>& rows, net::NetworkCells* cells) {
    std::optional<std::string> reason;
    for (auto& row : rows) {
        if (!row.row.firewall || row.skip_reason) continue;
        if (!reason) {
            auto const a = cells ? cells->availability() : Availability::no("this session makes no networks");
            reason = a.usable ? "" : a.reason;
            if (!a.usable && !a.fix.empty()) *reason += "; to add it: " + a.fix;
        }
        if (!reason->empty()) row.skip_reason = *reason;
    }
}

TrialNetwork::TrialNetwork(SessionPorts const& ports)
    : ports_(ports) {}

Result<void> TrialNetwork::open(std::optional<Firewall> const& firewall) {
    if (!firewall) return {};
    auto cell = ports_.cells->make(*firewall);
    if (!cell) return cell.error();
    cell_ = std::move(*cell);
    has_rules_ = firewall->kind != FirewallKind::off;
    return {};
}

Launcher& TrialNetwork::launcher() const {
    return cell_ ? cell_->launcher() : ports_.launcher;
}

Connector& TrialNetwork::connector() const {
    return cell_ ? cell_->connector() : ports_.connector;
}

std::string TrialNetwork::host() const {
    return cell_ ? cell_->address() : "127.0.0.1";
}

Result<void> TrialNetwork::report(TrialRun const& trial) const {
    if (!has_rules_) return {};
    auto const counts = cell_->packets();
    if (!counts) return counts.error();
    auto const now = trial.context.clock.now();
    auto const measured = [&](char const* name, Unit unit, std::uint64_t value) {
        trial.measured(Phase::measure, name, unit, now, static_cast<double>(value));
    };
    measured("firewall/packets", Unit::count, counts->incoming + counts->outgoing);
    measured("firewall/bytes", Unit::bytes, counts->incoming_bytes + counts->outgoing_bytes);
    // The least that a trial sends: the start's first request and the sequential ones, each after the answer before it.
    std::uint64_t const least = trial.settings.sequential_requests + std::uint64_t{1};
    if (counts->incoming >= least && counts->outgoing >= least) return {};
    Diagnostics d;
    d.stage = "read the firewall's counters";
    d.subject = std::to_string(counts->incoming) + " packets in, " + std::to_string(counts->outgoing) + " out";
    d.expected = "at least " + std::to_string(least) + " each way: one for every request";
    return Failure{errc::firewall_bypassed, std::move(d)};
}

} // namespace wasmbench::plan
