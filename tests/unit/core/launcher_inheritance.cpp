// What a child gets from the harness: what its command says, and nothing else.
#include "machine.hpp"
#include "processes.hpp"

#include <csignal>
#include <set>

using namespace wasmbench;
using namespace wasmbench::testing;

namespace {

std::string status_field(std::string const& status, std::string const& name) {
    for (auto const& line : lines(status))
        if (line.starts_with(name + ":\t")) return line.substr(name.size() + 2);
    return "no such field";
}

// Puts the process's descriptors 0, 1 and 2 aside for as long as it lives.
class WithoutStandardDescriptors {
public:
    WithoutStandardDescriptors() {
        for (int fd : {0, 1, 2}) {
            aside_[fd] = ::fcntl(fd, F_DUPFD_CLOEXEC, 100);
            ::close(fd);
        }
    }
    ~WithoutStandardDescriptors() {
        for (int fd : {0, 1, 2}) {
            ::dup2(aside_[fd], fd);
            ::close(aside_[fd]);
        }
    }

private:
    int aside_[3];
};

} // namespace

TEST_CASE("the environment is the one given, and the owner", "[core][launcher]") {
    ::setenv("WASMBENCH_TEST_LEAK", "must not be seen", 1);
    Machine m;
    auto c = command("/usr/bin/env");
    c.environment = {"A=1", "B=two words", "C="};
    auto seen = lines(m.output_of(c));
    REQUIRE(seen.size() == 4);
    CHECK(std::count_if(seen.begin(), seen.end(),
              [](auto const& e) { return e.starts_with("WASMBENCH_OWNER="); }) == 1);
    std::erase_if(seen, [](auto const& e) { return e.starts_with("WASMBENCH_OWNER="); });
    CHECK(seen == c.environment);
    ::unsetenv("WASMBENCH_TEST_LEAK");
}

TEST_CASE("the owner of a harness around this one is replaced", "[core][launcher]") {
    Machine m;
    auto c = command("/usr/bin/env");
    c.environment = {"A=1", "WASMBENCH_OWNER=somebody-else", "B=2"};
    auto const seen = lines(m.output_of(c));
    CHECK(seen.size() == 3);
    CHECK(std::find(seen.begin(), seen.end(), "WASMBENCH_OWNER=somebody-else") == seen.end());
}

TEST_CASE("the arguments arrive as they are, and no shell sees them", "[core][launcher]") {
    Machine m;
    CHECK(m.output_of(command("/usr/bin/printf", {"%s|", "two words", "$HOME", "*", "", "it's", ";"})) ==
          "two words|$HOME|*||it's|;|");
}

TEST_CASE("the working directory is the one given, or the harness's own", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto c = command("/bin/pwd");
    CHECK(m.output_of(c) == std::filesystem::current_path().string() + "\n");
    c.working_directory = folder.path;
    CHECK(m.output_of(c) == folder.path.string() + "\n");
}

TEST_CASE("a relative program is relative to the harness, not to the child's directory", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto c = child_command({"count", "1"});
    c.program = std::filesystem::relative(c.program);
    REQUIRE(c.program.is_relative());
    c.working_directory = folder.path;
    CHECK(m.output_of(c) == "1\n");
}

TEST_CASE("no descriptor is inherited, whether marked or not", "[core][launcher]") {
    Machine m;
    int const unmarked = ::fcntl(0, F_DUPFD, 50); // without close-on-exec
    REQUIRE(unmarked >= 50);
    auto other = m.start(child_command({"wait"})); // its pipes must not be seen either
    auto seen = lines(m.output_of(child_command({"descriptors"})));
    std::sort(seen.begin(), seen.end());
    CHECK(seen == std::vector<std::string>{"0", "1", "2"});
    ::close(unmarked);
}

TEST_CASE("a harness without standard descriptors can launch", "[core][launcher]") {
    Machine m;
    m.output_of(command("/bin/true")); // the reactor's own descriptors are above the standard ones
    auto c = command("/bin/sh", {"-c", "cat; echo out; echo err >&2"});
    std::string out, err;
    {
        WithoutStandardDescriptors const none;
        auto child = m.launcher->launch(m.io.get_executor(), c);
        if (child) {
            auto ended = [&] { return (*child)->exited().has_value(); };
            m.until(ended);
            out = (*child)->output();
            err = (*child)->error_output();
        }
    }
    CHECK(out == "out\n");
    CHECK(err == "err\n");
}

TEST_CASE("signal mask and dispositions are the default ones", "[core][launcher]") {
    Machine m;
    sigset_t blocked, old;
    sigemptyset(&blocked);
    for (int s : {SIGTERM, SIGUSR1, SIGCHLD}) sigaddset(&blocked, s);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &old);
    auto const interrupt = std::signal(SIGINT, SIG_IGN);
    auto const pipe = std::signal(SIGPIPE, SIG_IGN);
    auto const status = m.output_of(command("/bin/cat", {"/proc/self/status"}));
    std::signal(SIGPIPE, pipe);
    std::signal(SIGINT, interrupt);
    ::pthread_sigmask(SIG_SETMASK, &old, nullptr);
    // 32 and 33 are glibc's own; posix_spawn ignores them where a thread library has handlers for them.
    auto const own = ~(std::uint64_t{3} << 31u);
    CHECK((std::stoull(status_field(status, "SigBlk"), nullptr, 16) & own) == 0);
    CHECK((std::stoull(status_field(status, "SigIgn"), nullptr, 16) & own) == 0);
}

TEST_CASE("each child leads a process group of its own, in the harness's session", "[core][launcher]") {
    Machine m;
    auto child = m.start(child_command({"wait"}));
    auto const pid = child->identity().pid;
    CHECK(::getpgid(pid) == pid);
    CHECK(::getsid(pid) == ::getsid(0));
}
