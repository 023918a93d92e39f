#include "machine.hpp"
#include "processes.hpp"

#include <functional>

#include <sys/prctl.h>
#include <sys/wait.h>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

// A forked process that does `work` and then waits. Its words over the pipe are pids. It and what it made are
// killed and reaped at the end: this process may be a subreaper, by another test's launcher.
class Forked {
public:
    explicit Forked(std::function<void(int /*report*/)> work) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        listening_ = ends[0]; // kept: a process that is made later must be able to tell
        pid = ::fork();
        REQUIRE(pid >= 0);
        if (pid == 0) {
            ::alarm(60);
            ::setpgid(0, 0);
            ::close(ends[0]);
            work(ends[1]);
            tell(ends[1], 0);
            for (;;) ::pause();
        }
        ::close(ends[1]);
        int word = 0;
        while (::read(listening_, &word, sizeof word) == sizeof word && word != 0) told.push_back(word);
    }
    ~Forked() {
        ::kill(-pid, SIGKILL);
        while (::waitpid(-pid, nullptr, 0) > 0) {
        }
        ::close(listening_);
    }
    Forked(Forked const&) = delete;
    Forked& operator=(Forked const&) = delete;

    static void tell(int report, int word) {
        if (::write(report, &word, sizeof word) != sizeof word) ::_exit(1);
    }

    pid_t pid = -1;
    std::vector<int> told;

private:
    int listening_ = -1;
};

// Makes a process below the calling one and tells its pid.
int below(int report, std::function<void()> work) {
    auto const pid = ::fork();
    if (pid == 0) {
        ::alarm(60);
        work();
        for (;;) ::pause();
    }
    Forked::tell(report, pid);
    return pid;
}

std::vector<int> pids(std::vector<ProcessIdentity> const& all) {
    std::vector<int> out;
    for (auto const& p : all) out.push_back(p.pid);
    return out;
}

std::size_t position(std::vector<int> const& all, int pid) {
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), pid) - all.begin());
}

double uptime() {
    double up = 0;
    std::ifstream("/proc/uptime") >> up;
    return up;
}

} // namespace

TEST_CASE("a process is identified by its pid and its start", "[core][process_table]") {
    auto const before = uptime();
    Forked const process([](int) {});
    auto const after = uptime();
    auto const id = identify(process.pid);
    REQUIRE(id);
    CHECK(id->pid == process.pid);
    CHECK(id->role == Role::workload);
    auto const started = static_cast<double>(id->start_ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    CHECK(started >= before - 0.03);
    CHECK(started <= after + 0.03);
    CHECK(alive(*id));
}

TEST_CASE("a pid with another start is another process", "[core][process_table]") {
    Forked const process([](int) {});
    auto id = identify(process.pid).value();
    ++id.start_ticks;
    CHECK_FALSE(alive(id));
    CHECK(descendants({id}).empty());
    id.start_ticks = 0; // not known: the pid has to do
    CHECK(alive(id));
}

TEST_CASE("a zombie and a missing process do not run", "[core][process_table]") {
    auto const pid = ::fork();
    if (pid == 0) ::_exit(0);
    REQUIRE(pid > 0);
    siginfo_t info{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
    REQUIRE(stat_field(pid, 3) == "Z");
    CHECK_FALSE(identify(pid));
    CHECK_FALSE(alive({pid, std::stoull(stat_field(pid, 22)), Role::workload}));
    CHECK(descendants({{pid, 0, Role::workload}}).empty());
    ::waitpid(pid, nullptr, 0);
    CHECK_FALSE(identify(pid));
    CHECK_FALSE(alive({pid, 0, Role::workload}));
    CHECK_FALSE(identify(-1));
    CHECK_FALSE(identify(0));
}

TEST_CASE("a process whose main thread has ended runs on", "[core][process_table]") {
    Machine m;
    auto child = m.start(child_command({"threads"}));
    CHECK(m.line_of(*child) == "ready");
    auto const pid = child->identity().pid;
    REQUIRE(stat_field(pid, 3) == "Z");
    CHECK(identify(pid));
    CHECK(alive(child->identity()));
    CHECK_FALSE(child->exited());
    child.reset();
    CHECK(stat_field(pid, 3).empty());
}

TEST_CASE("names with spaces and parentheses do not mislead", "[core][process_table]") {
    for (auto const* name : {"a) (b", ") Z 1 (", "x) S 1 2 3", "((("}) {
        Forked const process([&](int report) {
            ::prctl(PR_SET_NAME, name, 0, 0, 0);
            below(report, [] {});
        });
        REQUIRE(contents("/proc/" + std::to_string(process.pid) + "/comm") == std::string(name) + "\n");
        auto const id = identify(process.pid);
        REQUIRE(id);
        CHECK(std::to_string(id->start_ticks) == stat_field(process.pid, 22));
        CHECK(pids(descendants({*id})) == std::vector<int>{process.pid, process.told.at(0)});
    }
}

TEST_CASE("descendants are all of them, parents first, each once", "[core][process_table]") {
    Forked const root([](int report) {
        below(report, [report] {
            below(report, [report] { below(report, [] {}); });
        });
        below(report, [] {});
    });
    std::vector<int> all;
    auto const deadline = SteadyClock::now() + 20s; // the deeper ones may still be on their way
    do {
        all = pids(descendants({identify(root.pid).value()}));
    } while (all.size() < 5 && SteadyClock::now() < deadline);
    REQUIRE(all.size() == 5);
    CHECK(all[0] == root.pid);
    for (std::size_t i = 1; i < all.size(); ++i) {
        auto const parent = std::stoi(stat_field(all[i], 4));
        CAPTURE(i, parent);
        CHECK(position(all, parent) < i);
    }
    std::sort(all.begin(), all.end());
    CHECK(std::unique(all.begin(), all.end()) == all.end());
}

TEST_CASE("descendants carry the role of their root, and overlapping roots count once", "[core][process_table]") {
    Forked const host([](int report) { below(report, [] {}); });
    Forked const daemon([](int report) { below(report, [] {}); });
    auto a = identify(host.pid).value();
    a.role = Role::runtime_host;
    auto b = identify(daemon.pid).value();
    b.role = Role::shared_daemon;
    auto const child = identify(host.told.at(0)).value();
    auto const all = descendants({a, child, b, a});
    REQUIRE(all.size() == 4);
    for (auto const& p : all) {
        bool const hosted = p.pid == host.pid;
        bool const named = p.pid == child.pid; // given as a root of its own
        CHECK(p.role == (hosted ? Role::runtime_host : named ? Role::workload : Role::shared_daemon));
        CHECK(std::to_string(p.start_ticks) == stat_field(p.pid, 22));
    }
    CHECK(descendants({}).empty());
}

TEST_CASE("processes are found by a whole entry of their environment", "[core][process_table]") {
    Machine m;
    auto c = child_command({"wait"});
    c.environment = {"WASMBENCH_TEST=exactly this", "Z=1"};
    auto child = m.start(c);
    m.line_of(*child);
    auto const found = with_environment_entry("WASMBENCH_TEST=exactly this");
    REQUIRE(found.size() == 1);
    CHECK(found[0] == child->identity());
    CHECK(with_environment_entry("WASMBENCH_TEST=exactly").empty());
    CHECK(with_environment_entry("TEST=exactly this").empty());
    CHECK(with_environment_entry("WASMBENCH_TEST=exactly this, and more").empty());
    CHECK(with_environment_entry("").empty());
}

TEST_CASE("the process that asks is not among those found by their environment", "[core][process_table]") {
    std::istringstream in(contents("/proc/self/environ"));
    std::string entry;
    REQUIRE(std::getline(in, entry, '\0'));
    for (auto const& p : with_environment_entry(entry)) CHECK(p.pid != ::getpid());
}
