#include "tool/run_record.hpp"

#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <sys/stat.h>

using namespace wasmbench;
using namespace wasmbench::tool;

namespace {

RunRecord record_of(std::uint64_t ticks_later) {
    auto owner = this_owner();
    owner.start_ticks += ticks_later;
    return {owner, "/results/hello \"x\"", "/tmp", "2026-11-30T19:24:14Z", "unix:///run/docker.sock"};
}

} // namespace

TEST_CASE("a run's record is read as it was written") {
    auto const r = record_of(0);
    CHECK(run_record_from_json(to_json_text(r)) == r);
    for (auto const* text : {"", "{}", "[]", "{\"owner\":7}", "{\"owner\":\"1.2\"}", "{\"owner\":", "null"}) {
        CAPTURE(text);
        CHECK_FALSE(run_record_from_json(text));
    }
    // What it does not say, or says in another shape, is not known.
    CHECK(run_record_from_json("{\"owner\":\"" + to_string(r.owner) + "\",\"campaign\":7}") == RunRecord{r.owner, {}, {}, {}, {}});
}

TEST_CASE("a record is there for as long as its run, in a folder that only this user reads") {
    testing::ScratchFolder const scratch;
    auto const folder = scratch.path() / "state" / "runs";
    {
        auto const r = record_of(1); // of a process that has ended: as if it had been killed now
        KeptRunRecord const kept(folder, r);
        struct stat s {};
        REQUIRE(::stat(folder.c_str(), &s) == 0);
        CHECK((s.st_mode & 0777) == 0700);
        auto const dead = dead_runs(folder);
        REQUIRE(dead.size() == 1);
        CHECK(dead[0].record == r);
    }
    CHECK(std::filesystem::is_empty(folder));
    KeptRunRecord const lives(folder, record_of(0));
    CHECK(dead_runs(folder).empty());
}

TEST_CASE("records that a kill cut off still name their owner; what is no record is left out") {
    testing::ScratchFolder const scratch;
    auto const dead = record_of(1).owner;
    auto const lives = this_owner();
    for (auto const& name : {to_string(dead) + ".run", to_string(dead) + ".run.new", to_string(lives) + ".run.new", std::string("notes.run"),
             to_string(dead), to_string(dead) + ".txt"})
        std::ofstream(scratch.path() / name) << "{\"owner\":";
    auto const found = dead_runs(scratch.path());
    CHECK(found.size() == 2);
    for (auto const& run : found) CHECK(run.record == RunRecord{dead, {}, {}, {}, {}});
}

TEST_CASE("where no record can be written a run goes on without") {
    testing::ScratchFolder const scratch;
    std::ofstream(scratch.path() / "file") << "in the way";
    KeptRunRecord const kept(scratch.path() / "file" / "runs", record_of(1));
    CHECK(dead_runs(scratch.path() / "file" / "runs").empty());
    CHECK(dead_runs(scratch.path() / "nowhere").empty());
}
