// Rows with a firewall: where their trials run, and what is made of the counters. With cells that make nothing.
#include "plan/trial_network.hpp"
#include "session_fixture.hpp"

#include <wasmbench/plan/schedule.hpp>

using namespace wasmbench;
using namespace wasmbench::plan;

namespace {

class FakeCell final : public net::NetworkCell {
public:
    FakeCell(Launcher& launcher, Connector& connector, Result<net::PacketCounts> counts, int& alive)
        : launcher_(launcher)
        , connector_(connector)
        , counts_(std::move(counts))
        , alive_(alive) {
        ++alive_;
    }
    ~FakeCell() override { --alive_; }
    std::string const& address() const noexcept override { return address_; }
    Launcher& launcher() override { return launcher_; }
    Connector& connector() override { return connector_; }
    Result<net::PacketCounts> packets() override { return counts_; }

private:
    std::string address_ = "198.19.0.2";
    Launcher& launcher_;
    Connector& connector_;
    Result<net::PacketCounts> counts_;
    int& alive_;
};

class FakeCells final : public net::NetworkCells {
public:
    FakeCells(Launcher& launcher, Connector& connector)
        : launcher_(launcher)
        , connector_(connector) {}

    Availability available = Availability::yes();
    std::optional<Failure> failure;
    Result<net::PacketCounts> counts = net::PacketCounts{60, 600, 61, 700};
    std::vector<Firewall> made;
    int alive = 0;

    Availability availability() override { return available; }
    Result<std::unique_ptr<net::NetworkCell>> make(Firewall const& f) override {
        made.push_back(f);
        if (failure) return *failure;
        return std::unique_ptr<net::NetworkCell>(std::make_unique<FakeCell>(launcher_, connector_, counts, alive));
    }

private:
    Launcher& launcher_;
    Connector& connector_;
};

struct CellFixture : SessionFixture {
    FakeCells cells{*launcher, *connector};
    net::NetworkCells* port = &cells;
    ResolvedRow row;

    // What a trial of such a row is given, and what becomes of its counters.
    std::string report(std::optional<Firewall> const& firewall) {
        asio::io_context io;
        SessionPorts ports{*launcher, *connector, *clock, scratch.path(), {}, {}, nullptr, port};
        TrialNetwork network(ports);
        if (auto const opened = network.open(firewall); !opened) return to_line(opened.error());
        host = network.host();
        RunContext context{io.get_executor(), network.launcher(), network.connector(), *clock, scratch.path(), {}, {},
            {}, network.host()};
        TrialRun const run{row, {}, plan.settings, context, ports, diary};
        auto const reported = network.report(run);
        return reported ? "good" : to_line(reported.error());
    }
    std::string host;
};

ResolvedRow row_with(std::optional<Firewall> firewall, std::optional<std::string> reason = {}) {
    ResolvedRow r;
    r.row.firewall = firewall;
    r.skip_reason = std::move(reason);
    return r;
}

} // namespace

TEST_CASE("a row without a firewall has the session's own ports, on the loopback") {
    CellFixture f;
    CHECK(f.report(std::nullopt) == "good");
    CHECK(f.host == "127.0.0.1");
    CHECK(f.cells.made.empty());
    CHECK(f.diary.measurements.empty());
}

TEST_CASE("a row with a firewall has a cell, with rules or without, and its counters are measured") {
    CellFixture f;
    CHECK(f.report(Firewall{}) == "good");
    CHECK(f.host == "198.19.0.2");
    CHECK(f.diary.measurements.empty()); // there is nothing that counts
    Firewall const chain{FirewallKind::chain, 100};
    CHECK(f.report(chain) == "good");
    CHECK(f.cells.made == std::vector{Firewall{}, chain});
    CHECK(f.cells.alive == 0);
    REQUIRE(f.diary.measurements.size() == 2);
    CHECK(f.diary.measurements[0].metric == Metric{"firewall/packets", Unit::count});
    CHECK(f.diary.measurements[0].samples.at(0).value == 121);
    CHECK(f.diary.measurements[1].metric == Metric{"firewall/bytes", Unit::bytes});
    CHECK(f.diary.measurements[1].samples.at(0).value == 1300);
}

TEST_CASE("a trial whose packets did not pass the rules fails and says so") {
    CellFixture f;
    Firewall const chain{FirewallKind::chain, 100};
    for (auto const counts : {net::PacketCounts{}, net::PacketCounts{50, 1, 60, 1}, net::PacketCounts{60, 1, 50, 1}}) {
        f.cells.counts = counts;
        CHECK(f.report(chain).starts_with("read the firewall's counters: the load did not pass the firewall ("));
    }
    CHECK(f.report(chain).ends_with("expected at least 51 each way: one for every request"));
    f.cells.counts = Failure{errc::command_failed, {"list", {}, {}, {}, {}, {}, {}}};
    CHECK(f.report(chain) == "list: the command failed");
    CHECK(f.cells.alive == 0);
}

TEST_CASE("a cell that cannot be made fails the trial") {
    CellFixture f;
    f.cells.failure = Failure{errc::command_failed, {"load the firewall's rules", {}, {}, {}, {}, {}, {}}};
    CHECK(f.report(Firewall{FirewallKind::set, 1}) == "load the firewall's rules: the command failed");
}

TEST_CASE("where no cell can be made the rows are skipped with the reason, the others not") {
    CellFixture f;
    std::vector<ResolvedRow> rows{row_with({}), row_with(Firewall{}), row_with(Firewall{}, "it is not installed")};
    skip_without_network(rows, nullptr);
    CHECK_FALSE(rows[0].skip_reason);
    CHECK(rows[1].skip_reason == "this session makes no networks");
    CHECK(rows[2].skip_reason == "it is not installed");

    f.cells.available = Availability::no("nft is not here", "install nftables");
    rows[1].skip_reason.reset();
    skip_without_network(rows, &f.cells);
    CHECK(rows[1].skip_reason == "nft is not here; to add it: install nftables");
    rows[1].skip_reason.reset();
    f.cells.available = Availability::yes();
    skip_without_network(rows, &f.cells);
    CHECK_FALSE(rows[1].skip_reason);
}

TEST_CASE("rows with a firewall are compared with each other and not with the loopback's") {
    Plan p;
    for (auto const* runtime : {"a", "b", "a", "b"}) p.rows.push_back({runtime, {}, "service", "/"});
    p.rows[1].firewall = Firewall{};
    p.rows[3].firewall = Firewall{FirewallKind::chain, 10};
    CHECK(compared_rows(p) == std::vector<std::vector<std::size_t>>{{0, 2}, {1, 3}});
}
