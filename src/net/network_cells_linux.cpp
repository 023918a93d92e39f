#include "cell_connector.hpp"
#include "cell_journal.hpp"
#include "cell_key.hpp"
#include "cell_launcher.hpp"
#include "cell_link.hpp"
#include "network_namespace.hpp"
#include "nft.hpp"
#include "try_cell.hpp"

#include <wasmbench/core/owner.hpp>
#include <wasmbench/core/process_table.hpp>
#include <wasmbench/net/system.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include <unistd.h>

namespace wasmbench::net {
namespace {

namespace fs = std::filesystem;

// An entry of the journal for as long as the cell exists.
class JournalEntry {
public:
    JournalEntry(CellJournal const& journal, CellRecord const& record)
        : journal_(journal)
        , record_(record)
        , error_(journal_.write(record)) {}
    ~JournalEntry() { journal_.remove(record_); }
    JournalEntry(JournalEntry const&) = delete;
    JournalEntry& operator=(JournalEntry const&) = delete;

    error_code error() const noexcept { return error_; }

private:
    CellJournal const& journal_;
    CellRecord record_;
    error_code error_;
};

class SystemNetworkCell final : public NetworkCell {
public:
    SystemNetworkCell(CellJournal const& journal, CellRecord record, NetworkNamespace inside, Launcher& launcher,
        Connector& connector, fs::path nft)
        : record_(record)
        , nft_(std::move(nft))
        , entry_(journal, record_)
        , inside_(std::move(inside))
        , launcher_(launcher, inside_)
        , connector_(connector, inside_) {}

    Result<void> open(Firewall const& firewall) {
        if (auto const ec = entry_.error()) {
            Failure f{ec, {}};
            f.diagnostics.stage = "write the journal of network cells";
            f.diagnostics.remedy = "check that its folder can be written";
            return f;
        }
        if (auto const made = link_.make(record_, inside_); !made) return made.error();
        address_ = dotted(link_.addresses().inside);
        if (firewall.kind == FirewallKind::off) return {};
        if (auto const loaded = load_rules(launcher_, nft_, firewall); !loaded) return loaded.error();
        has_rules_ = true;
        return {};
    }

    std::string const& address() const noexcept override { return address_; }
    Launcher& launcher() override { return launcher_; }
    Connector& connector() override { return connector_; }

    Result<PacketCounts> packets() override {
        if (has_rules_) return read_counters(launcher_, nft_);
        Failure f{errc::unsupported, {}};
        f.diagnostics.stage = "read the firewall's counters";
        f.diagnostics.expected = "a cell with rules";
        return f;
    }

private:
    CellRecord record_;
    fs::path nft_;
    JournalEntry entry_; ///< before what it names, so that it goes last
    NetworkNamespace inside_;
    CellLink link_;
    CellLauncher launcher_;
    CellConnector connector_;
    std::string address_;
    bool has_rules_ = false;
};

class SystemNetworkCells final : public NetworkCells {
public:
    SystemNetworkCells(Launcher& launcher, Connector& connector, NetworkCellsOptions options)
        : launcher_(launcher)
        , connector_(connector)
        , journal_(std::move(options.journal))
        , nft_(options.nft ? std::move(options.nft) : find_nft()) {}

    Availability availability() override {
        if (!availability_) availability_ = try_out();
        return *availability_;
    }

    Result<std::unique_ptr<NetworkCell>> make(Firewall const& firewall) override {
        if (!nft_ && firewall.kind != FirewallKind::off) {
            Failure f{errc::unavailable, {}};
            f.diagnostics.stage = "load the firewall's rules";
            f.diagnostics.subject = "nft";
            f.diagnostics.remedy = "install nftables";
            return f;
        }
        auto inside = NetworkNamespace::make();
        if (!inside) return inside.error();
        CellRecord record;
        record.harness = identify(::getpid()).value_or(ProcessIdentity{::getpid(), 0, Role::workload});
        record.number = next_cell_number();
        record.inode = inside->inode();
        record.owner = to_string(this_owner());
        auto cell = std::make_unique<SystemNetworkCell>(
            journal_, record, std::move(*inside), launcher_, connector_, nft_.value_or(fs::path()));
        if (auto const opened = cell->open(firewall); !opened) return opened.error();
        return std::unique_ptr<NetworkCell>(std::move(cell));
    }

private:
    Availability try_out() {
        if (!nft_) return Availability::no("nft is not in PATH, /usr/sbin or /sbin", "install nftables (scripts/deps)");
        auto const counted = try_cell(*this);
        if (counted) return Availability::yes();
        bool const forbidden = counted.error().code == boost::system::errc::operation_not_permitted ||
                               counted.error().code == boost::system::errc::permission_denied;
        return Availability::no("a network namespace with a firewall cannot be made here: " + to_line(counted.error()),
            forbidden ? "run it as root" : "");
    }

    Launcher& launcher_;
    Connector& connector_;
    CellJournal journal_;
    std::optional<fs::path> nft_;
    std::optional<Availability> availability_;
};

} // namespace

std::unique_ptr<NetworkCells> make_network_cells(
    Launcher& launcher, Connector& connector, NetworkCellsOptions options) {
    return std::make_unique<SystemNetworkCells>(launcher, connector, std::move(options));
}

} // namespace wasmbench::net
