#include "processes.hpp"

#include <wasmbench/core/leftover.hpp>
#include <wasmbench/core/owner.hpp>

#include <algorithm>
#include <csignal>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>

using namespace wasmbench;
using namespace wasmbench::testing;

namespace {

Owner dead_owner() {
    auto o = this_owner();
    ++o.start_ticks; // our number, another process
    return o;
}

// Started without the launcher, which would put its own mark on it.
class Stray {
public:
    Stray(std::vector<std::string> arguments, std::vector<std::string> environment) {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        arguments.insert(arguments.begin(), WASMBENCH_CORE_CHILD);
        std::vector<char*> argv, envp;
        for (auto& a : arguments) argv.push_back(a.data());
        for (auto& e : environment) envp.push_back(e.data());
        argv.push_back(nullptr);
        envp.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
        ::posix_spawn_file_actions_addclose(&actions, ends[0]);
        posix_spawnattr_t attributes;
        ::posix_spawnattr_init(&attributes);
        ::posix_spawnattr_setpgroup(&attributes, 0);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
        CHECK(::posix_spawn(&pid, WASMBENCH_CORE_CHILD, &actions, &attributes, argv.data(), envp.data()) == 0);
        ::posix_spawnattr_destroy(&attributes);
        ::posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        char c = 0;
        while (::read(ends[0], &c, 1) == 1 && c != '\n') said += c;
        ::close(ends[0]);
    }
    ~Stray() {
        if (pid < 0) return;
        ::kill(-pid, SIGKILL);
        if (!said.empty() && std::isdigit(static_cast<unsigned char>(said[0]))) ::kill(std::stoi(said), SIGKILL);
        ::waitpid(pid, nullptr, 0);
        while (::waitpid(-1, nullptr, WNOHANG) > 0) { // adopted, where another test's launcher made this process a subreaper
        }
    }
    Stray(Stray const&) = delete;
    Stray& operator=(Stray const&) = delete;

    pid_t pid = -1;
    std::string said; ///< its first line
};

std::vector<Leftover> of(Owner const& owner) {
    auto all = leftover_processes();
    std::erase_if(all, [&](auto const& l) { return l.owner != owner; });
    return all;
}

bool lists(std::vector<Leftover> const& list, int pid) {
    return std::any_of(list.begin(), list.end(), [&](auto const& l) { return l.name == std::to_string(pid); });
}

} // namespace

TEST_CASE("the mark of children names its harness") {
    auto const entry = children_mark() + "17";
    CHECK(owner_of_mark(entry) == this_owner());
    CHECK(entry.starts_with(children_mark(::getpid())));
    for (auto const* text : {"", "WASMBENCH_OWNER=", "WASMBENCH_OWNER=1-2-3", "WASMBENCH_OWNER=1.2.3-4", "OWNER=1.2.3.4-5"}) {
        CAPTURE(text);
        CHECK_FALSE(owner_of_mark(text));
    }
}

TEST_CASE("a process of a harness that has ended is found and ended; one of a living harness, or with another mark, is not") {
    auto const dead = dead_owner();
    Stray const left({"wait"}, {"A=1", "WASMBENCH_OWNER=" + to_string(dead) + "-3"});
    Stray const ours({"wait"}, {children_mark() + "4"});
    Stray const look_alike({"wait"}, {"WASMBENCH_OWNER=" + std::to_string(dead.pid) + "-3"});
    Stray const cut_off({"wait"}, {"WASMBENCH_OWNER=" + to_string(dead)}); // up to its last dash: of another boot
    auto elsewhere = dead;
    elsewhere.pid_namespace = "1"; // not for us to see
    Stray const stranger({"wait"}, {"WASMBENCH_OWNER=" + to_string(elsewhere) + "-3"});

    auto const found = of(dead);
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == "process");
    CHECK(found[0].name == std::to_string(left.pid));
    CHECK(found[0].detail == std::string(WASMBENCH_CORE_CHILD) + " wait");
    auto const all = leftover_processes();
    for (auto const* spared : {&ours, &look_alike, &cut_off, &stranger}) CHECK_FALSE(lists(all, spared->pid));
    CHECK(found[0].remove().has_value());
    CHECK_FALSE(running(left.pid));
    for (auto const* spared : {&ours, &look_alike, &cut_off, &stranger}) CHECK(running(spared->pid));
    CHECK(found[0].remove().has_value()); // gone already
    CHECK(of(dead).empty());
}

TEST_CASE("what a leftover has started goes with it, mark or none, in whatever session") {
    auto const dead = dead_owner();
    // Its own child has an empty environment and a session of its own.
    Stray const left({"tree", "setsid", "bare"}, {"WASMBENCH_OWNER=" + to_string(dead) + "-3"});
    auto const child = std::stoi(left.said);
    auto const found = of(dead);
    REQUIRE(found.size() == 2);
    CHECK(lists(found, child));
    for (auto const& l : found) CHECK(l.remove().has_value());
    CHECK_FALSE(running(child));
    CHECK_FALSE(running(left.pid));
}

TEST_CASE("one that has daemonised is found by its mark") {
    auto const dead = dead_owner();
    Stray const left({"tree", "setsid", "orphan"}, {"WASMBENCH_OWNER=" + to_string(dead) + "-3"});
    auto const daemon = std::stoi(left.said);
    CHECK(lists(of(dead), daemon));
    for (auto const& l : of(dead)) CHECK(l.remove().has_value());
    CHECK_FALSE(running(daemon));
}

TEST_CASE("a process that has been given a leftover's number is not ended") {
    Stray other({"wait"}, {"A=1"});
    auto const process = identify(other.pid).value();
    auto earlier = process;
    --earlier.start_ticks;
    CHECK_FALSE(kill_process(earlier));
    // Of two signals that end it, the first is what it is said to have ended by.
    ::kill(other.pid, SIGTERM);
    int status = 0;
    REQUIRE(::waitpid(other.pid, &status, 0) == other.pid);
    other.pid = -1;
    CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM));
    CHECK_FALSE(kill_process(process)); // gone already
}
