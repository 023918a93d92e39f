#include "pf_cells.hpp"

#include "loopback_alias.hpp"
#include "pf_connector.hpp"
#include "pf_journal.hpp"
#include "pf_steps.hpp"
#include "try_cell.hpp"

#include <optional>
#include <string>
#include <utility>

namespace wasmbench::net {
namespace {

class PfCell final : public NetworkCell {
public:
    PfCell(PfTools& tools, PfJournal const& journal, CellKey key, Launcher& launcher, Connector& connector)
        : tools_(tools)
        , journal_(journal)
        , record_{key}
        , launcher_(launcher)
        , connector_(connector) {}

    ~PfCell() override {
        take_away(tools_, record_);
        // What would not go is for the next start.
        if (record_.empty())
            journal_.remove(record_.key);
        else
            journal_.write(record_);
    }

    Result<void> open(Firewall const& firewall) {
        if (auto const done = open_alias(); !done) return done;
        if (firewall.kind == FirewallKind::off) return {};
        if (auto const done = check_packets_meet_rules(tools_); !done) return done;
        if (auto const done = open_rules(firewall); !done) return done;
        return open_reference();
    }

    std::string const& address() const noexcept override { return address_; }
    Launcher& launcher() override { return launcher_; }
    Connector& connector() override { return connector_; }

    Result<PacketCounts> packets() override {
        if (record_.rules) return read_labels(tools_, record_.key);
        Failure f{errc::unsupported, {}};
        f.diagnostics.stage = "read the firewall's counters";
        f.diagnostics.expected = "a cell with rules";
        return f;
    }

private:
    Result<void> write_down() const {
        auto const ec = journal_.write(record_);
        if (!ec) return {};
        Failure f{ec, {}};
        f.diagnostics.stage = "write the journal of network cells";
        f.diagnostics.remedy = "check that its folder can be written";
        return f;
    }

    Result<void> open_alias() {
        auto const taken = loopback_addresses(tools_);
        if (!taken) return taken.error();
        auto const pid = static_cast<std::uint32_t>(record_.key.harness.pid);
        auto const address = choose_alias(*taken, pid * 64 + record_.key.number);
        if (!address) {
            Failure f{error_code(boost::system::errc::address_not_available, boost::system::generic_category()), {}};
            f.diagnostics.stage = "find an address for a network cell";
            f.diagnostics.expected = "one of 127.198.0.0/16 that the loopback does not have";
            return f;
        }
        address_ = *address;
        record_.address = address_;
        if (auto const done = write_down(); !done) {
            record_.address.clear(); // it was not made
            return done;
        }
        return add_alias(tools_, address_);
    }

    Result<void> open_rules(Firewall const& firewall) {
        record_.rules = true;
        if (auto const done = write_down(); !done) {
            record_.rules = false;
            return done;
        }
        return load_cell_rules(tools_, record_, firewall, journal_.rules_file(record_.key));
    }

    // Which reference it is, is known when it has been taken: a harness that is killed between the two leaves pf
    // enabled, with nothing in it.
    Result<void> open_reference() {
        auto const token = take_reference(tools_);
        if (!token) return token.error();
        record_.token = *token;
        if (auto const done = write_down(); !done) return done;
        return check_enabled(tools_);
    }

    PfTools& tools_;
    PfJournal const& journal_;
    PfRecord record_;
    std::string address_;
    Launcher& launcher_;
    PfConnector connector_;
};

class PfCells final : public NetworkCells {
public:
    PfCells(std::unique_ptr<PfTools> tools, Launcher& launcher, Connector& connector, std::filesystem::path journal,
        ProcessIdentity harness)
        : tools_(std::move(tools))
        , launcher_(launcher)
        , connector_(connector)
        , journal_(std::move(journal))
        , harness_(harness) {}

    Availability availability() override {
        if (!availability_) availability_ = try_out();
        return *availability_;
    }

    Result<std::unique_ptr<NetworkCell>> make(Firewall const& firewall) override {
        auto cell = std::make_unique<PfCell>(
            *tools_, journal_, CellKey{harness_, next_cell_number()}, launcher_, connector_);
        if (auto const opened = cell->open(firewall); !opened) return opened.error();
        return std::unique_ptr<NetworkCell>(std::move(cell));
    }

private:
    Availability try_out() {
        auto const counted = try_cell(*this);
        if (counted) return Availability::yes();
        auto failure = counted.error();
        auto fix = std::exchange(failure.diagnostics.remedy, {});
        auto const& said = failure.diagnostics.stderr_tail;
        if (said.find("Permission denied") != said.npos || said.find("Operation not permitted") != said.npos ||
            said.find("permission denied") != said.npos)
            fix = "run it as root";
        return Availability::no("a loopback address behind pf cannot be made here: " + to_line(failure), fix);
    }

    std::unique_ptr<PfTools> tools_;
    Launcher& launcher_;
    Connector& connector_;
    PfJournal journal_;
    ProcessIdentity harness_;
    std::optional<Availability> availability_;
};

} // namespace

std::unique_ptr<NetworkCells> make_pf_cells(std::unique_ptr<PfTools> tools, Launcher& launcher, Connector& connector,
    std::filesystem::path journal, ProcessIdentity harness) {
    return std::make_unique<PfCells>(std::move(tools), launcher, connector, std::move(journal), harness);
}

} // namespace wasmbench::net
