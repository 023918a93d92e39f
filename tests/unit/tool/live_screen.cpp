#include "tool/live_screen.hpp"

#include "fake_terminal.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::tool;

namespace {

using Lines = std::vector<std::string>;

} // namespace

TEST_CASE("a picture replaces the one before, also a smaller one", "[tool]") {
    FakeTerminal terminal(20, 10);
    LiveScreen screen;
    terminal.write("$ wasmbench\r\n");
    terminal.write(screen.draw({"one long line", "two", "three"}, {20, 10}));
    CHECK(terminal.lines() == Lines{"$ wasmbench", "one long line", "two", "three"});
    terminal.write(screen.draw({"ONE", "TWO"}, {20, 10}));
    CHECK(terminal.lines() == Lines{"$ wasmbench", "ONE", "TWO"});
    CHECK(terminal.column() == 0);
    terminal.write(screen.erase({20, 10}));
    CHECK(terminal.lines() == Lines{"$ wasmbench"});
    CHECK(screen.erase({20, 10}).empty());
}

TEST_CASE("what is said stays above the picture and scrolls", "[tool]") {
    FakeTerminal terminal(20, 6);
    LiveScreen screen;
    for (int i = 0; i < 9; ++i)
        terminal.write(screen.say("failed " + std::to_string(i), {"bar", "now " + std::to_string(i)}, {20, 6}));
    auto const lines = terminal.lines();
    REQUIRE(lines.size() == 11);
    for (std::size_t i = 0; i < 9; ++i) CHECK(lines[i] == "failed " + std::to_string(i));
    CHECK(lines[9] == "bar");
    CHECK(lines[10] == "now 8");
    CHECK(terminal.scrolled() == 6);
}

TEST_CASE("what is said may be wider than the screen", "[tool]") {
    FakeTerminal terminal(10, 8);
    LiveScreen screen;
    terminal.write(screen.draw({"bar", "now"}, {10, 8}));
    terminal.write(screen.say("0123456789abcdef", {"BAR", "NOW"}, {10, 8}));
    CHECK(terminal.lines() == Lines{"0123456789", "abcdef", "BAR", "NOW"});
}

TEST_CASE("what a person has typed below the picture goes with the next one", "[tool]") {
    FakeTerminal terminal(20, 6);
    LiveScreen screen;
    terminal.write(screen.draw({"bar"}, {20, 6}));
    terminal.write("^C"); // echoed by the terminal's driver
    terminal.write(screen.say("interrupted", {"bar"}, {20, 6}));
    CHECK(terminal.lines() == Lines{"interrupted", "bar"});
}

TEST_CASE("a terminal that was made narrower has wrapped the lines, and all of them are replaced", "[tool]") {
    LiveScreen screen;
    screen.draw({std::string(18, 'a'), "b"}, {20, 10});
    // 18 columns take three rows of a terminal that has 8.
    FakeTerminal terminal(8, 10);
    terminal.write("above\r\n" + std::string(18, 'a') + "\r\nb\r\n");
    terminal.write(screen.draw({"c", "d"}, {8, 10}));
    CHECK(terminal.lines() == Lines{"above", "c", "d"});
}
