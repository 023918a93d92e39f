// That nothing is left of a child, by whatever way it tried to stay.
#include <support/paths.hpp>
#include "machine.hpp"
#include "processes.hpp"

#include <csignal>

#include <sys/prctl.h>
#include <sys/wait.h>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

// A child in mode `tree` with its grandchild's pid.
struct Tree {
    std::unique_ptr<Child> child;
    int grandchild;

    Tree(Machine& m, std::vector<std::string> words) {
        words.insert(words.begin(), "tree");
        child = m.start(child_command(std::move(words)));
        grandchild = std::stoi(m.line_of(*child));
    }
};

// Whether the process is gone, not only ended.
bool gone(int pid) {
    return stat_field(pid, 3).empty();
}

} // namespace

TEST_CASE("destroying a child kills and reaps it", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"wait"}));
    auto const pid = child->identity().pid;
    CHECK(m.line_of(*child) == "ready");
    child.reset();
    CHECK(gone(pid));
    CHECK(own_children().empty());
}

TEST_CASE("destroying a child that was never seen running kills it", "[core][launcher]") {
    Machine m;
    for (int i = 0; i < 20; ++i) {
        auto child = m.start(child_command({"wait"}));
        auto const pid = child->identity().pid;
        child.reset();
        CHECK(gone(pid));
    }
}

TEST_CASE("a child that is deaf to SIGTERM is killed", "[core][launcher]") {
    Machine m;
    auto child = m.start(command(wasmbench::support::test_target(), {"ignore-term"}));
    CHECK(m.line_of(*child) == "set up");
    child->signal(SIGTERM);
    auto const later = SteadyClock::now() + 50ms;
    m.until([&] { return SteadyClock::now() > later; });
    CHECK_FALSE(child->exited());
    CHECK(child->kill_tree().empty());
    auto const report = child->exited();
    REQUIRE(report);
    CHECK(report->signal == SIGKILL);
    CHECK(report->forced);
}

TEST_CASE("kill_tree reports how the child ended and may be called again", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"tree"}));
    auto const grandchild = std::stoi(m.line_of(*child));
    CHECK(child->kill_tree().empty());
    CHECK(gone(grandchild));
    auto const report = child->exited();
    REQUIRE(report);
    CHECK(report->forced);
    CHECK(child->kill_tree().empty());
    CHECK(child->exited() == report);
    CHECK(m.end_of(*child) == *report);
}

TEST_CASE("kill_tree leaves the report of a child that ended by itself", "[core][launcher]") {
    Machine m;
    auto child = m.start(command("/bin/sh", {"-c", "exit 5"}));
    // It has ended, but the reactor has not been asked.
    while (running(child->identity().pid)) std::this_thread::sleep_for(1ms);
    CHECK_FALSE(child->exited());
    CHECK(child->kill_tree().empty());
    REQUIRE(child->exited());
    CHECK(child->exited()->exit_code == 5);
    CHECK_FALSE(child->exited()->forced);
}

TEST_CASE("grandchildren go with the child", "[core][launcher]") {
    Machine m;
    std::vector<std::string> const ways[] = {
        {},                           // found by the group
        {"bare"},                     // by the group, without an environment
        {"orphan"},                   // by the group, no descendant any more
        {"orphan", "bare"},           // by the group alone
        {"setsid"},                   // by descent and by the environment
        {"setsid", "bare"},           // by descent alone
        {"setsid", "orphan"},         // a daemon: by the environment alone
    };
    for (auto const& words : ways) {
        Tree tree(m, words);
        CAPTURE(words, tree.grandchild);
        REQUIRE(running(tree.grandchild));
        tree.child.reset();
        CHECK(gone(tree.grandchild));
        CHECK(own_children().empty());
    }
}

TEST_CASE("a daemon and its brother go with the child", "[core][launcher]") {
    Machine m;
    auto child = m.start(command(wasmbench::support::test_target(), {"fork-child"}));
    CHECK(m.line_of(*child) == "set up");
    auto const entry = owner_entry_of(child->identity().pid);
    CHECK(with_environment_entry(entry).size() == 3);
    child.reset();
    CHECK(with_environment_entry(entry).empty());
    CHECK(own_children().empty());
}

TEST_CASE("what a child left behind at its own end goes with the object", "[core][launcher]") {
    Machine m;
    for (std::vector<std::string> const& words : std::vector<std::vector<std::string>>{
             {"end"}, {"bare", "end"}, {"orphan", "end"}, {"orphan", "bare", "end"}, {"setsid", "end"},
             {"setsid", "orphan", "end"}}) {
        Tree tree(m, words);
        CAPTURE(words);
        auto const report = m.end_of(*tree.child);
        CHECK(report.exit_code == 7);
        CHECK(running(tree.grandchild)); // an end alone is no order to kill
        tree.child.reset();
        CHECK(gone(tree.grandchild));
        CHECK(own_children().empty());
    }
}

TEST_CASE("an orphan that ended by itself is no zombie of ours afterwards", "[core][launcher]") {
    Machine m;
    for (std::vector<std::string> const& words :
        std::vector<std::vector<std::string>>{
            {"orphan", "brief"}, {"brief", "end"}, {"setsid", "orphan", "brief"}, {"setsid", "brief", "end"}}) {
        Tree tree(m, words);
        CAPTURE(words);
        REQUIRE(m.until([&] { return !running(tree.grandchild); }));
        tree.child.reset();
        CHECK(gone(tree.grandchild));
        CHECK(own_children().empty());
    }
}

TEST_CASE("children of the embedding program are left alone", "[core][launcher]") {
    Machine m;
    auto const stranger = ::fork();
    if (stranger == 0) ::_exit(9);
    REQUIRE(stranger > 0);
    while (running(stranger)) std::this_thread::sleep_for(1ms);
    auto other = m.start(child_command({"wait"}));
    auto child = m.start(child_command({"tree", "setsid", "orphan"}));
    m.line_of(*child);
    child.reset();
    CHECK(running(other->identity().pid));
    int status = 0;
    CHECK(::waitpid(stranger, &status, 0) == stranger);
    CHECK(WEXITSTATUS(status) == 9);
}

TEST_CASE("a process that adopts nobody leaves the sessions of its own children alone", "[core][launcher]") {
    Machine m;
    ::prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    auto child = m.start(child_command({"wait"}));
    auto const stranger = ::fork();
    if (stranger == 0) {
        ::setsid();
        ::_exit(9);
    }
    REQUIRE(stranger > 0);
    while (running(stranger)) std::this_thread::sleep_for(1ms);
    child.reset();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    int status = 0;
    CHECK(::waitpid(stranger, &status, 0) == stranger);
    CHECK(WEXITSTATUS(status) == 9);
}

TEST_CASE("a large environment does not hide a process", "[core][launcher]") {
    Machine m;
    auto c = child_command({"tree", "setsid", "orphan"});
    for (int i = 0; i < 12; ++i) c.environment.push_back("V" + std::to_string(i) + "=" + std::string(100'000, 'x'));
    auto child = m.start(c);
    auto const grandchild = std::stoi(m.line_of(*child));
    child.reset();
    CHECK(gone(grandchild));
}

TEST_CASE("no descriptor is left of children that ended or were killed", "[core][launcher]") {
    Machine m;
    m.output_of(command("/bin/true"));
    m.io.poll();
    auto const before = open_descriptors();
    TemporaryFolder folder;
    for (int i = 0; i < 5; ++i) {
        auto c = command("/bin/true");
        c.log_stem = folder.path / "log";
        m.output_of(c);
        Tree const tree(m, {"setsid"});
    }
    m.io.restart();
    m.io.poll(); // the aborted waits let go
    CHECK(open_descriptors() == before);
}
