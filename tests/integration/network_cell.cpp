// Network cells for real: namespaces, interfaces and rules of this kernel. Each test makes a "host" of its own
// (own_host.hpp), so that it needs a privilege and changes nothing of the machine. Skipped without it, with the reason;
// where everything is required (WASMBENCH_REQUIRE_RUNTIMES=1) root fails instead.
#include "leaks.hpp"
#include "own_host.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/process_table.hpp>
#include <wasmbench/load/http_load.hpp>
#include <wasmbench/net/system.hpp>
#include <wasmbench/plan/session.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <csignal>
#include <cstdlib>
#include <map>
#include <optional>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <support/eventually.hpp>
#include <support/real_world.hpp>
#include <support/target_workload.hpp>

using namespace wasmbench;
using Catch::Matchers::ContainsSubstring;
using tests::OwnHost;
using tests::TargetWorkload;

namespace {

// The kernel of a container may have no nf_tables, whoever runs the test: that is no fault of ours.
void skip(std::string const& why) {
    SKIP(why);
}

// Ports of this system, inside a host of the test's own.
struct Bench {
    std::optional<OwnHost> host;
    asio::io_context io;
    std::unique_ptr<Launcher> launcher = make_posix_launcher();
    std::unique_ptr<Connector> connector = make_tcp_connector();
    std::unique_ptr<Clock> clock = make_system_clock();
    testing::ScratchFolder scratch;
    std::filesystem::path journal = scratch.path() / "journal";
    std::unique_ptr<net::NetworkCells> cells;
    TargetWorkload service{TargetWorkload::Kind::service, "serve"};
    std::unique_ptr<Runtime> native = adapters::make_native();
    std::string before;

    explicit Bench(std::optional<std::filesystem::path> nft = {}) {
        // Asked for outside: a namespace in a namespace needs no more than the first one.
        if (auto const a = net::make_network_cells(*launcher, *connector, {journal})->availability(); !a.usable)
            skip(a.reason);
        host.emplace();
        if (!host->complaint().empty()) skip(host->complaint());
        cells = net::make_network_cells(*launcher, *connector, {journal, std::move(nft)});
        before = OwnHost::state();
        REQUIRE_THAT(before, ContainsSubstring("foreign0") && ContainsSubstring("wasmbench"));
    }

    std::unique_ptr<net::NetworkCell> cell(Firewall const& firewall) {
        auto made = cells->make(firewall);
        if (!made) FAIL(to_line(made.error()));
        return std::move(*made);
    }

    RunContext context_in(net::NetworkCell& cell) {
        return {io.get_executor(), cell.launcher(), cell.connector(), *clock, scratch.path(), {}, {}, {},
            cell.address()};
    }

    // The native adapter's service, started with a context of the cell.
    InstancePtr start(RunContext& context) {
        std::optional<error_code> ec;
        InstancePtr instance;
        native->async_start(context, StartSpec{&service, {}, {}, std::chrono::seconds(10)},
            [&](error_code e, InstancePtr i) {
                ec = e;
                instance = std::move(i);
            });
        io.restart();
        while (!ec && io.run_one_for(std::chrono::seconds(20)) > 0) {
        }
        if (!ec || *ec) FAIL(to_line(Failure{ec.value_or(error_code()), context.diagnostics}));
        return instance;
    }

    load::LoadResult ask(Instance const& instance, std::uint64_t requests) {
        load::LoadPlan plan;
        plan.endpoint = std::get<HttpEndpoint>(instance.endpoint());
        plan.options.stop.requests = requests;
        return load::run(plan);
    }

    // Nothing that was made is left, at the latest when the kernel has done what it does later.
    void check_restored() {
        CHECK(tests::eventually([&] { return OwnHost::state() == before; }));
        CHECK(OwnHost::state() == before);
        CHECK((!std::filesystem::exists(journal) || tests::entries(journal) == 0));
        CHECK(tests::left_behind() == std::vector<std::string>{});
    }
};

} // namespace

TEST_CASE("a service in a cell answers from there, and every packet of the load meets the rules") {
    Bench b;
    for (auto const firewall : {Firewall{}, Firewall{FirewallKind::chain, 0}, Firewall{FirewallKind::chain, 100},
             Firewall{FirewallKind::set, 0}, Firewall{FirewallKind::set, 100}}) {
        INFO(to_string(firewall));
        auto const cell = b.cell(firewall);
        CHECK(cell->address().starts_with("198.19."));
        CHECK(cell->address() != "198.19.0.2"); // that network is somebody else's
        auto context = b.context_in(*cell);
        auto const instance = b.start(context);
        CHECK(std::get<HttpEndpoint>(instance->endpoint()).host == cell->address());
        // It is inside, and we are not.
        auto const pid = instance->processes().roots.at(0).pid;
        auto const there = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/ns/net");
        CHECK(there != std::filesystem::read_symlink("/proc/thread-self/ns/net"));
        auto const rules = tests::printed("nsenter -n -t " + std::to_string(pid) + " nft -j list ruleset");

        auto const counted = cell->packets();
        constexpr std::uint64_t requests = 200;
        CHECK(b.ask(*instance, requests).counts.ok == requests);
        if (firewall.kind == FirewallKind::off) {
            CHECK(rules.find("\"chain\"") == std::string::npos);
            CHECK_FALSE(counted.has_value());
            continue;
        }
        CHECK_THAT(rules, ContainsSubstring("\"chain\""));
        auto const after = cell->packets().value();
        CHECK(after.incoming >= counted.value().incoming + requests);
        CHECK(after.outgoing >= counted->outgoing + requests);
        CHECK(after.incoming_bytes > after.incoming * 40);
        // Nothing else goes there: a request and its answer are two to four packets.
        CHECK(after.incoming <= counted->incoming + 4 * requests);
    }
    b.check_restored();
}

TEST_CASE("several cells at once do not meet, and the same port is free in each") {
    Bench b;
    auto const first = b.cell(Firewall{}), second = b.cell({FirewallKind::chain, 1});
    CHECK(first->address() != second->address());
    auto one = b.context_in(*first), two = b.context_in(*second);
    auto const x = b.start(one), y = b.start(two);
    CHECK(b.ask(*x, 10).counts.ok == 10);
    CHECK(second->packets().value().incoming > 0); // its start
    auto const before = second->packets().value();
    CHECK(b.ask(*x, 10).counts.ok == 10);
    CHECK(second->packets().value() == before);
    CHECK(tests::entries(b.journal) == 2);
    // Our own cells are no leftovers.
    CHECK(net::remove_leftovers(b.journal) == net::Leftovers{});
    CHECK(b.ask(*y, 10).counts.ok == 10);
}

TEST_CASE("a chain costs what a set does not: the comparisons are in the path") {
    Bench b;
    std::map<FirewallKind, double> medians;
    for (auto const kind : {FirewallKind::chain, FirewallKind::set}) {
        auto const cell = b.cell({kind, 10000});
        auto context = b.context_in(*cell);
        auto const instance = b.start(context);
        auto const result = b.ask(*instance, 300);
        CHECK(result.counts.ok == 300);
        medians[kind] = static_cast<double>(result.service_time.value_at_quantile(0.5));
    }
    INFO("chain " << medians[FirewallKind::chain] << " ns, set " << medians[FirewallKind::set] << " ns");
    CHECK(medians[FirewallKind::chain] > 1.2 * medians[FirewallKind::set]);
    b.check_restored();
}

TEST_CASE("rules that cannot be loaded are a failure that says so, and nothing is left") {
    Bench b("/bin/false");
    auto const made = b.cells->make({FirewallKind::chain, 10});
    REQUIRE_FALSE(made.has_value());
    auto const line = to_line(made.error());
    CHECK_THAT(line, ContainsSubstring("load the firewall's rules") && ContainsSubstring("exit status 1") &&
                         ContainsSubstring("/bin/false -j -f"));
    CHECK_FALSE(b.cells->availability().usable);
    CHECK(b.cells->make(Firewall{}).has_value()); // needs no rules
    b.check_restored();
}

namespace {

constexpr char const* journal_variable = "WASMBENCH_TEST_JOURNAL";
constexpr char const* pipe_variable = "WASMBENCH_TEST_PIPE";

// This program once more, with the test case below alone: a bare fork of a process with threads may hang.
pid_t spawn_harness(std::filesystem::path const& journal, int pipe) {
    auto const journal_entry = std::string(journal_variable) + "=" + journal.string();
    auto const pipe_entry = std::string(pipe_variable) + "=" + std::to_string(pipe);
    std::vector<char*> environment;
    for (char** e = environ; *e; ++e) environment.push_back(*e);
    environment.push_back(const_cast<char*>(journal_entry.c_str()));
    environment.push_back(const_cast<char*>(pipe_entry.c_str()));
    environment.push_back(nullptr);
    char const* arguments[] = {"harness", "[.harness]", nullptr};
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    pid_t pid = -1;
    auto const failed = ::posix_spawn(
        &pid, "/proc/self/exe", nullptr, &attributes, const_cast<char* const*>(arguments), environment.data());
    ::posix_spawnattr_destroy(&attributes);
    return failed ? -1 : pid;
}

} // namespace

// Never by itself: the harness that the test below kills in the middle of a trial.
TEST_CASE("a harness that waits for its end", "[.harness]") {
    char const* const journal = std::getenv(journal_variable);
    char const* const pipe = std::getenv(pipe_variable);
    if (!journal || !pipe) SKIP("is started by the test of killed harnesses");
    auto const launcher = make_posix_launcher();
    auto const connector = make_tcp_connector();
    auto const cells = net::make_network_cells(*launcher, *connector, {journal});
    auto const cell = cells->make({FirewallKind::chain, 100});
    asio::io_context io;
    Command command;
    command.program = support::test_target();
    command.arguments = {"fork-child", "--address", "0.0.0.0", "--port", "8080"}; // one of them leaves its group
    char good = 'n';
    std::unique_ptr<Child> child;
    if (cell) {
        if (auto launched = (*cell)->launcher().launch(io.get_executor(), command)) {
            child = std::move(*launched);
            good = 'y';
        }
    }
    if (::write(std::atoi(pipe), &good, 1) == 1) ::pause();
}

TEST_CASE("what a killed harness has left is removed at the next start, and nothing else") {
    Bench b;
    auto const ours = b.cell(Firewall{});
    auto context = b.context_in(*ours);
    auto const instance = b.start(context);
    auto const before = OwnHost::state();

    int pipe[2];
    REQUIRE(::pipe(pipe) == 0);
    auto const harness = spawn_harness(b.journal, pipe[1]);
    REQUIRE(harness >= 0);
    ::close(pipe[1]); // if it dies early the read ends
    char answer = 'n';
    CHECK(::read(pipe[0], &answer, 1) == 1);
    CHECK(answer == 'y');
    CHECK(OwnHost::state() != before);
    ::kill(harness, SIGKILL);
    REQUIRE(::waitpid(harness, nullptr, 0) == harness);
    ::close(pipe[0]);

    auto const entry = "WASMBENCH_OWNER=" + std::to_string(harness) + ".";
    auto const orphans = [&] {
        return tests::printed("grep -lsa '^" + entry + "' /proc/[0-9]*/environ | wc -l");
    };
    CHECK(orphans() != "0\n"); // the server outlives its harness: that is the case
    CHECK(tests::entries(b.journal) == 2);
    auto const removed = net::remove_leftovers(b.journal);
    CHECK(removed.cells == 1);
    CHECK(removed.processes >= 1);
    CHECK(removed.interfaces <= 1); // the kernel may have been faster
    CHECK(tests::eventually([&] { return orphans() == "0\n"; }));
    CHECK(tests::eventually([&] { return OwnHost::state() == before; }));
    CHECK(OwnHost::state() == before);
    CHECK(tests::entries(b.journal) == 1);
    CHECK(b.ask(*instance, 10).counts.ok == 10);
    CHECK(net::remove_leftovers(b.journal) == net::Leftovers{});
    while (::waitpid(-1, nullptr, WNOHANG) > 0) { // orphans that this process has adopted
    }
}

TEST_CASE("an interface that has the name but not the mark of ours is a stranger's") {
    Bench b;
    std::filesystem::create_directories(b.journal);
    std::ofstream(b.journal / "16777216-5-3.cell") << "1\n"; // no such process: larger than any pid
    tests::printed("ip link add wb16777216x3 type veth peer name foreign2");
    auto const before = OwnHost::state();
    REQUIRE_THAT(before, ContainsSubstring("wb16777216x3"));
    CHECK(net::remove_leftovers(b.journal) == net::Leftovers{1, 0, 0});
    CHECK(OwnHost::state() == before);
}

namespace {

class Written final : public Observer {
public:
    std::map<std::string, std::vector<double>> by_row; ///< firewall and metric: values
    std::vector<std::string> failures;
    void measured(Measurement const& m) override {
        by_row[m.key.firewall + ": " + m.metric.name].push_back(m.samples.at(0).value);
    }
    void skipped(RunKey const&, std::string_view why) override { failures.emplace_back(why); }
    void failed(RunKey const&, Failure const& f) override { failures.push_back(to_line(f)); }
};

} // namespace

TEST_CASE("a session runs rows with a firewall, each trial in a cell of its own") {
    Bench b;
    Catalog catalog;
    catalog.add(adapters::make_native());
    catalog.add(std::make_unique<TargetWorkload>(TargetWorkload::Kind::service, "serve"));
    plan::Plan p;
    p.name = "firewall";
    p.blocks = 2;
    using Maybe = std::optional<Firewall>;
    for (auto const& f : {Maybe(), Maybe(Firewall{}), Maybe({FirewallKind::chain, 10}), Maybe({FirewallKind::set, 10})}) {
        p.rows.push_back({"native", {}, "serve", "/"});
        p.rows.back().firewall = f;
    }
    auto const run = [&](net::NetworkCells* cells, Written& written) {
        plan::Session session(
            catalog, p, {*b.launcher, *b.connector, *b.clock, b.scratch.path(), {}, {}, nullptr, cells}, written);
        plan::SessionOutcome outcome;
        session.async_run(b.io.get_executor(), [&](error_code, plan::SessionOutcome o) { outcome = o; });
        b.io.restart();
        b.io.run_for(std::chrono::seconds(60));
        return outcome;
    };
    Written written, without;
    auto const outcome = run(b.cells.get(), written);
    CHECK(written.failures == std::vector<std::string>{});
    CHECK(outcome.completed == 8);
    for (auto const* row : {"off", "off behind veth", "chain of 10", "set of 10"})
        CHECK(written.by_row[std::string(row) + ": http/throughput"].size() == 2);
    // 50 sequential requests and 200 concurrent ones after 10 of a warm-up: a packet each way for each at least.
    for (auto const* row : {"chain of 10", "set of 10"})
        for (auto const packets : written.by_row[std::string(row) + ": firewall/packets"]) CHECK(packets >= 520);
    CHECK(written.by_row["chain of 10: firewall/packets"].size() == 2);
    CHECK_FALSE(written.by_row.contains("off behind veth: firewall/packets"));
    b.check_restored();

    auto const skipped = run(nullptr, without);
    CHECK(skipped.skipped_rows == 3);
    CHECK(skipped.completed == 2);
}
