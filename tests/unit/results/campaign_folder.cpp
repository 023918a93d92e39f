#include <wasmbench/results/campaign_folder.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

#include <sys/stat.h>

#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::results;
using Catch::Matchers::ContainsSubstring;

namespace {

auto const started = std::chrono::system_clock::time_point(std::chrono::seconds(1795415400));

unsigned mode_of(std::filesystem::path const& path) {
    struct stat s {};
    REQUIRE(::stat(path.c_str(), &s) == 0);
    return s.st_mode & 0777u;
}

} // namespace

TEST_CASE("a campaign's folder is named after time and name and is its owner's alone") {
    testing::ScratchFolder const folder;
    auto const out = folder.path() / "made" / "results";
    auto const made = CampaignFolder::create(out, "quick", started);
    REQUIRE(made.has_value());
    CHECK(made->path() == out / "20261123T063000Z-quick");
    CHECK(made->logs() == made->path() / "logs");
    CHECK(std::filesystem::is_directory(made->logs()));
    CHECK(mode_of(made->path()) == 0700);
    CHECK(made->plan_file() == made->path() / "plan.json");
    CHECK(made->raw_file() == made->path() / "raw.jsonl");
    CHECK(made->environment_file() == made->path() / "environment.json");
    CHECK(made->summary_csv() == made->path() / "summary.csv");
    CHECK(made->summary_markdown() == made->path() / "summary.md");
}

TEST_CASE("campaigns of the same second do not meet") {
    testing::ScratchFolder const folder;
    for (auto const* name :
        {"20261123T063000Z-quick", "20261123T063000Z-quick-2", "20261123T063000Z-quick-3"}) {
        auto const made = CampaignFolder::create(folder.path(), "quick", started);
        REQUIRE(made.has_value());
        CHECK(made->path() == folder.path() / name);
    }
}

TEST_CASE("a name that is no plain word is refused") {
    testing::ScratchFolder const folder;
    auto const* name = GENERATE("", "../up", "a b", "a/b", "line\nfeed");
    auto const made = CampaignFolder::create(folder.path(), name, started);
    REQUIRE(made.has_error());
    CHECK(made.error().code == errc::invalid_option);
    CHECK_THAT(to_line(made.error()), ContainsSubstring("letters, digits"));
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a place where no folder can be made is named with the reason") {
    testing::ScratchFolder const folder;
    testing::write_file(folder.path() / "file", "");
    auto const made = CampaignFolder::create(folder.path() / "file" / "results", "quick", started);
    REQUIRE(made.has_error());
    CHECK(made.error().code == errc::results_io);
    CHECK_THAT(to_line(made.error()),
        ContainsSubstring((folder.path() / "file" / "results").string() + ": Not a directory"));
    CHECK(CampaignFolder::create("/proc", "quick", started).has_error()); // exists, and takes no folders
}

TEST_CASE("a folder is opened if a study wrote it") {
    testing::ScratchFolder const folder;
    auto const none = CampaignFolder::open(folder.path());
    REQUIRE(none.has_error());
    CHECK(none.error().code == errc::results_io);
    CHECK_THAT(to_line(none.error()),
        ContainsSubstring("raw.jsonl: No such file") && ContainsSubstring("that a study has written"));
    testing::write_file(folder.path() / "raw.jsonl", "");
    auto const opened = CampaignFolder::open(folder.path());
    REQUIRE(opened.has_value());
    CHECK(opened->path() == folder.path());
}

TEST_CASE("a folder to go on with needs its plan alone") {
    testing::ScratchFolder const folder;
    auto const refusal = [&] { return to_line(CampaignFolder::open_planned(folder.path()).error()); };
    CHECK_THAT(refusal(), ContainsSubstring("raw.jsonl"));
    testing::write_file(folder.path() / "raw.jsonl", "x\n");
    CHECK_THAT(refusal(), ContainsSubstring("plan.json"));
    std::filesystem::remove(folder.path() / "raw.jsonl");
    testing::write_file(folder.path() / "plan.json", "{}");
    REQUIRE(CampaignFolder::open_planned(folder.path()).has_value());
    CHECK(CampaignFolder::open(folder.path()).has_error());
}

TEST_CASE("what leads out of a folder is not gone on with") {
    testing::ScratchFolder const elsewhere;
    for (auto const* name : {"raw.jsonl", "environment.json", "logs", "plots"}) {
        testing::ScratchFolder const folder;
        testing::write_file(folder.path() / "plan.json", "{}");
        std::filesystem::create_symlink(elsewhere.path(), folder.path() / name);
        auto const opened = CampaignFolder::open_planned(folder.path());
        REQUIRE(opened.has_error());
        CHECK_THAT(to_line(opened.error()), ContainsSubstring(std::string(name) + ": is a symbolic link"));
    }
}

TEST_CASE("raw results that are no regular file are said to be none") {
    testing::ScratchFolder const folder;
    std::filesystem::create_directory(folder.path() / "raw.jsonl");
    CHECK_THAT(to_line(CampaignFolder::open(folder.path()).error()), ContainsSubstring("raw.jsonl: is no regular file"));
}
