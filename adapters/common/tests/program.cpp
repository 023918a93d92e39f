#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <fstream>

#include <support/environment.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters;
using tests::EnvironmentVariable;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    testing::ScratchFolder folder;

    // An executable script of that name in a folder of that name.
    std::filesystem::path script(std::string const& where, std::string const& name, std::string const& body) {
        auto const file = folder.path() / where / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << "#!/bin/sh\n" << body << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file;
    }
    std::string path_of(std::string const& where) {
        return (folder.path() / where).string() + ":/usr/bin:/bin";
    }
};

} // namespace

TEST_CASE_METHOD(Fixture, "a program is looked for in its variable, then on PATH, then in the prefix") {
    EnvironmentVariable const prefix("WASMBENCH_PREFIX", (folder.path() / "prefix").string());
    EnvironmentVariable variable("WASMBENCH_ODD_TOOL", std::nullopt);
    EnvironmentVariable path("PATH", path_of("path"));
    CHECK(find_program("odd-tool") == std::nullopt);

    auto const in_prefix = script("prefix/bin", "odd-tool", "");
    CHECK(find_program("odd-tool") == in_prefix);
    auto const on_path = script("path", "odd-tool", "");
    CHECK(find_program("odd-tool") == on_path);
    auto const chosen = script("else", "other-name", "");
    variable.set(chosen.string());
    CHECK(find_program("odd-tool") == chosen);
    variable.set("/nonexistent");
    CHECK(find_program("odd-tool") == std::nullopt); // when the variable is set, only it counts
}

TEST_CASE_METHOD(Fixture, "without WASMBENCH_PREFIX the prefix is in the user's cache folder") {
    EnvironmentVariable const none("WASMBENCH_PREFIX", std::nullopt);
    EnvironmentVariable const variable("WASMBENCH_ODD_TOOL", std::nullopt);
    EnvironmentVariable xdg("XDG_CACHE_HOME", (folder.path() / "xdg").string());
    EnvironmentVariable const home("HOME", (folder.path() / "home").string());
    auto const in_home = script("home/.cache/wasmbench/bin", "odd-tool", "");
    CHECK(find_program("odd-tool") == std::nullopt);
    auto const in_xdg = script("xdg/wasmbench/bin", "odd-tool", "");
    CHECK(find_program("odd-tool") == in_xdg);
    xdg.set(std::nullopt);
    CHECK(find_program("odd-tool") == in_home);
}

TEST_CASE_METHOD(Fixture, "a file that cannot be executed is not a program") {
    EnvironmentVariable const variable("WASMBENCH_ODD_TOOL", std::nullopt);
    EnvironmentVariable const prefix("WASMBENCH_PREFIX", (folder.path() / "prefix").string());
    auto const file = script("prefix/bin", "odd-tool", "");
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    CHECK(find_program("odd-tool") == std::nullopt);
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    CHECK(find_program("odd-tool") == std::nullopt);
}

TEST_CASE_METHOD(Fixture, "a tool's output and end are told, or that it does not end") {
    auto const both = run_tool(script("t", "both", "echo out; echo err >&2; exit 3"), {}, 10s);
    REQUIRE(both);
    CHECK(both->exit_code == 3);
    CHECK(both->text == "out\nerr\n");
    // What outlives a killed harness is found by this.
    auto const marked = run_tool(script("t", "marked", "printf '%s' \"WASMBENCH_OWNER=$WASMBENCH_OWNER\""), {}, 10s);
    REQUIRE(marked);
    CHECK(marked->text == children_mark() + "tool");
    auto const echo = run_tool(script("t", "echo", "printf '%s|' \"$@\""), {"a b", "$HOME"}, 10s);
    REQUIRE(echo);
    CHECK(echo->text == "a b|$HOME|"); // no shell in between
    auto const begin = std::chrono::steady_clock::now();
    CHECK_FALSE(run_tool(script("t", "slow", "exec sleep 60"), {}, 50ms));
    CHECK(std::chrono::steady_clock::now() - begin < 20s);
    CHECK_FALSE(run_tool(folder.path() / "absent", {}, 10s));
}

TEST_CASE_METHOD(Fixture, "no descriptor is left of a tool") {
    auto open = [] { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); };
    auto const tool = script("t", "tool", "exec sleep 60");
    run_tool(tool, {}, 1ms);
    auto const before = open();
    run_tool("/bin/echo", {"x"}, 10s);
    run_tool(tool, {}, 1ms);
    run_tool(folder.path() / "absent", {}, 10s);
    CHECK(open() == before);
}

TEST_CASE_METHOD(Fixture, "a tool that prints without an end is cut off") {
    auto const r = run_tool(
        script("t", "yes", "while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done"), {}, 20s);
    REQUIRE(r);
    CHECK(r->text.size() == 64 * 1024);
}

TEST_CASE_METHOD(Fixture, "availability is the version, or what is missing and how to get it") {
    EnvironmentVariable variable("WASMBENCH_ODD_TOOL", std::nullopt);
    EnvironmentVariable const path("PATH", path_of("path"));
    EnvironmentVariable const prefix("WASMBENCH_PREFIX", (folder.path() / "prefix").string());
    auto const nowhere = program_availability("odd-tool", {}, "install it");
    CHECK_FALSE(nowhere.usable);
    CHECK(nowhere.reason == "odd-tool is not on PATH and not in the wasmbench prefix");
    CHECK(nowhere.fix == "install it");

    script("path", "odd-tool", "echo 'odd-tool 48.0.8 (abc 2026-01-01)'");
    auto const there = program_availability("odd-tool", {}, "");
    CHECK(there.usable);
    CHECK(there.version == "48.0.8");
    // The file itself, which a link may lead to: what it consists of is known by its content.
    REQUIRE(there.files.size() == 1);
    CHECK(there.files[0] == std::filesystem::canonical(folder.path() / "path" / "odd-tool"));
    variable.set("/nonexistent");
    CHECK(program_availability("odd-tool", {}, "").reason ==
          "WASMBENCH_ODD_TOOL names /nonexistent, which is not an executable file");

    // Another question, and another way to read the answer.
    VersionQuestion const question{{"version"}, [](std::string_view printed) { return std::string(printed.substr(0, 3)); }};
    auto const asked = program_availability("odd-tool", script("t", "asked", "echo \"$1-7\""), "", question);
    CHECK(asked.version == "ver");
    auto const mute = program_availability("odd-tool", script("t", "mute", "true"), "", question);
    CHECK(mute.reason.ends_with("mute version names no version"));

    auto const failing = program_availability("odd-tool", script("t", "failing", "exit 9"), "");
    CHECK(failing.reason.find("ended with status 9") != std::string::npos);
    auto const silent = program_availability("odd-tool", script("t", "silent", "echo unknown"), "");
    CHECK(silent.reason.find("names no version") != std::string::npos);
    auto const absent = program_availability("odd-tool", folder.path() / "absent", "");
    CHECK(absent.reason.find("is not an executable file") != std::string::npos);
}

TEST_CASE("a runtime's environment has nothing of the user's") {
    auto const e = plain_environment("/scratch");
    CHECK(e == std::vector<std::string>{
                   "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C", "HOME=/scratch", "TMPDIR=/scratch"});
}
