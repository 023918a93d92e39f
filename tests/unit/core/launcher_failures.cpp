#include "machine.hpp"
#include "processes.hpp"

#include <csignal>

#include <sys/resource.h>

using namespace wasmbench;
using namespace wasmbench::testing;

namespace {

// The failure of a launch that must fail and leave nothing.
Failure failure_of(Machine& m, Command const& c) {
    m.output_of(command("/bin/true")); // what the reactor opens once is open
    m.io.poll();
    auto const descriptors = open_descriptors();
    auto const r = m.launcher->launch(m.io.get_executor(), c);
    REQUIRE(r.has_error());
    CHECK(open_descriptors() == descriptors);
    CHECK(own_children().empty());
    CHECK(r.error().diagnostics.stage == "launch");
    CHECK(r.error().diagnostics.command == to_string(c));
    return r.error();
}

std::filesystem::path make_file(TemporaryFolder const& folder, char const* text, bool executable) {
    auto const file = folder.path / "program";
    std::ofstream(file) << text;
    using std::filesystem::perms;
    std::filesystem::permissions(file, executable ? perms::owner_all : perms::owner_read);
    return file;
}

// Leaves exactly `free` descriptors to the process for as long as it lives.
class FewDescriptors {
public:
    explicit FewDescriptors(std::size_t free) {
        ::getrlimit(RLIMIT_NOFILE, &old_);
        rlimit low = old_;
        low.rlim_cur = 100;
        ::setrlimit(RLIMIT_NOFILE, &low);
        for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) taken_.push_back(fd);
        for (; free > 0 && !taken_.empty(); --free) {
            ::close(taken_.back());
            taken_.pop_back();
        }
    }
    ~FewDescriptors() {
        for (int fd : taken_) ::close(fd);
        ::setrlimit(RLIMIT_NOFILE, &old_);
    }
    FewDescriptors(FewDescriptors const&) = delete;
    FewDescriptors& operator=(FewDescriptors const&) = delete;

private:
    rlimit old_{};
    std::vector<int> taken_;
};

} // namespace

TEST_CASE("a program that does not exist is said so", "[core][launcher]") {
    Machine m;
    auto const f = failure_of(m, command("/no/such/program", {"two words"}));
    CHECK(f.code == boost::system::errc::no_such_file_or_directory);
    CHECK(to_line(f) == "launch: No such file or directory (/no/such/program); command: /no/such/program "
                        "'two words'; check that the program exists, and the interpreter or loader that it "
                        "names");
}

TEST_CASE("a working directory that does not exist is told from a missing program", "[core][launcher]") {
    Machine m;
    auto c = command("/bin/true");
    c.working_directory = "/no/such/folder";
    auto const f = failure_of(m, c);
    CHECK(f.code == boost::system::errc::no_such_file_or_directory);
    CHECK(f.diagnostics.subject == "working directory /no/such/folder");
    CHECK(f.diagnostics.remedy == "make the working directory");
}

TEST_CASE("a file that may not be executed is said so", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto const f = failure_of(m, command(make_file(folder, "#!/bin/sh\n", false)));
    CHECK(f.code == boost::system::errc::permission_denied);
    CHECK(f.diagnostics.subject == (folder.path / "program").string());
    CHECK(f.diagnostics.remedy == "check that it is a program for this machine and may be executed");
    CHECK(failure_of(m, command(folder.path)).code == boost::system::errc::permission_denied);
}

TEST_CASE("a file that is no program is not handed to a shell", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto const f = failure_of(m, command(make_file(folder, "exit 0\n", true)));
    CHECK(f.code == boost::system::errc::executable_format_error);
}

TEST_CASE("arguments that are too long for the kernel are said so", "[core][launcher]") {
    Machine m;
    auto const f = failure_of(m, command("/bin/true", {std::string(1 << 20, 'x')}));
    CHECK(f.code == boost::system::errc::argument_list_too_long);
    CHECK(f.diagnostics.remedy == "shorten the arguments or the environment");
}

TEST_CASE("a log that cannot be opened fails the launch", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto c = command("/bin/true");
    c.log_stem = folder.path / "missing" / "0001";
    auto const f = failure_of(m, c);
    CHECK(f.code == boost::system::errc::no_such_file_or_directory);
    CHECK(f.diagnostics.subject == "log " + (folder.path / "missing" / "0001.out").string());
    CHECK(f.diagnostics.remedy == "make the folder of the log");
}

TEST_CASE("a harness that ignores SIGCHLD is told so instead of losing what children report",
    "[core][launcher]") {
    Machine m;
    auto const old = std::signal(SIGCHLD, SIG_IGN);
    auto const r = m.launcher->launch(m.io.get_executor(), command("/bin/true"));
    std::signal(SIGCHLD, old);
    REQUIRE(r.has_error());
    auto const& f = r.error();
    CHECK(f.code == boost::system::errc::no_child_process);
    CHECK(f.diagnostics.remedy.starts_with("set SIGCHLD to SIG_DFL"));
    CHECK(m.output_of(command("/bin/echo")) == "\n");
}

// With no descriptor left, then one, and so on: each step of a launch is the first to fail once.
TEST_CASE("a launch without free descriptors fails with one clear error and leaks nothing", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto c = command("/bin/echo", {"done"});
    c.log_stem = folder.path / "0001";
    m.output_of(c); // what the reactor opens once is open
    unsigned failures = 0;
    for (std::size_t free = 0;; ++free) {
        REQUIRE(free < 20);
        Result<std::unique_ptr<Child>> child = Failure{};
        std::vector<int> before, after;
        {
            FewDescriptors const few(free);
            before = open_descriptors();
            child = m.launcher->launch(m.io.get_executor(), c);
            after = open_descriptors();
        }
        if (child) {
            CHECK(m.end_of(**child).clean());
            CHECK((*child)->output() == "done\n");
            break;
        }
        ++failures;
        CAPTURE(free, to_line(child.error()));
        CHECK(child.error().code == boost::system::errc::too_many_files_open);
        CHECK(child.error().diagnostics.remedy == "raise the limit of open files (ulimit -n)");
        CHECK(after == before);
        CHECK(own_children().empty());
    }
    CHECK(failures == 7); // two pipes, two logs, the watch of the end
}
