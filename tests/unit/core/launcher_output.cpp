#include <support/paths.hpp>
#include "machine.hpp"
#include "processes.hpp"

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;

namespace {

// 1 to `last`, a line each, as child.cpp prints them.
std::string numbers(int last) {
    std::string out;
    for (int i = 1; i <= last; ++i) out += std::to_string(i) + "\n";
    return out;
}

std::size_t resident_bytes() {
    std::size_t size = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

TEST_CASE("stdout and stderr are captured apart", "[core][launcher]") {
    Machine m;
    auto child = m.start(command("/bin/sh", {"-c", "echo out; echo err >&2; echo more"}));
    m.end_of(*child);
    CHECK(child->output() == "out\nmore\n");
    CHECK(child->error_output() == "err\n");
}

TEST_CASE("output can be read while the child runs", "[core][launcher]") {
    Machine m;
    auto child = m.start(command("/bin/sh", {"-c", "echo early; exec sleep 60"}));
    CHECK(m.line_of(*child) == "early");
    CHECK_FALSE(child->exited());
}

// Bytes that the reactor has read but not yet handed over must not be overtaken by those that are read when
// the child ends.
TEST_CASE("all that a child wrote before its end is there with the end, in order", "[core][launcher]") {
    Machine m;
    auto c = child_command({"count", "20000"});
    c.capture_limit = 1024 * 1024;
    auto const expected = numbers(20000);
    for (int i = 0; i < 30; ++i) {
        auto child = m.start(c);
        std::this_thread::sleep_for(std::chrono::milliseconds(i % 6)); // the end meets every state of the reading
        m.end_of(*child);
        REQUIRE(child->output() == expected);
    }
}

TEST_CASE("of a flood the tail is kept, in bounded memory, and the child is not held up", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto c = command(wasmbench::support::test_target(), {"flood"});
    c.capture_limit = 10'000;
    c.log_stem = folder.path / "0001-flood";
    c.log_limit = 1'000'003;
    auto const before = resident_bytes();
    auto const begin = SteadyClock::now();
    auto child = m.start(c);
    auto const report = m.end_of(*child);
    CHECK(report.describe() == "exit status 0");
    CHECK(SteadyClock::now() - begin < 15s);
    CHECK(resident_bytes() < before + 8'000'000); // 20 MB came through

    for (auto const& text : {child->output(), child->error_output()}) {
        CHECK(text.size() == 10'000);
        CHECK(text.ends_with("ff\nend of the flood\n"));
    }
    for (auto const* suffix : {".out", ".err"}) {
        auto const log = contents(c.log_stem->string() + suffix);
        CHECK(log.size() == 1'000'003);
        CHECK(log.substr(0, 100) == std::string(99, 'f') + "\n");
        CHECK(log.ends_with("\nfff"));
    }
}

TEST_CASE("output shorter than the limit is kept whole", "[core][launcher]") {
    Machine m;
    auto c = child_command({"count", "3"});
    for (auto [limit, kept] : {std::pair<std::size_t, char const*>{7, "1\n2\n3\n"}, {6, "1\n2\n3\n"},
             {5, "\n2\n3\n"}, {1, "\n"}, {0, ""}}) {
        c.capture_limit = limit;
        CHECK(m.output_of(c) == kept);
    }
}

TEST_CASE("a log holds the output of both streams, and is appended to", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto c = command("/bin/sh", {"-c", "echo out; echo err >&2"});
    c.log_stem = folder.path / "0001-sh";
    m.output_of(c);
    m.output_of(c);
    CHECK(contents(folder.path / "0001-sh.out") == "out\nout\n");
    CHECK(contents(folder.path / "0001-sh.err") == "err\nerr\n");
}

TEST_CASE("without a log stem nothing is written", "[core][launcher]") {
    Machine m;
    TemporaryFolder folder;
    auto c = command("/bin/sh", {"-c", "echo out"});
    c.working_directory = folder.path;
    m.output_of(c);
    CHECK(std::filesystem::is_empty(folder.path));
}

// The pipe stays open, and never empty, after the child's end.
TEST_CASE("a grandchild that writes without end does not hold up the end of the child", "[core][launcher]") {
    Machine m;
    auto c = child_command({"tree", "writer", "end"});
    c.capture_limit = 5000;
    auto child = m.start(c);
    auto const report = m.end_of(*child);
    CHECK(report.exit_code == 7);
    CHECK(m.until([&] { return child->output() == std::string(5000, 'w'); })); // it is still read from
    child.reset();
    CHECK(own_children().empty());
}

TEST_CASE("standard input is empty", "[core][launcher]") {
    Machine m;
    CHECK(m.output_of(command("/bin/cat")).empty());
}
