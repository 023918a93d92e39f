#include <wasmbench/report/csv.hpp>
#include <wasmbench/report/derived.hpp>
#include <wasmbench/report/html.hpp>
#include <wasmbench/report/markdown.hpp>
#include <wasmbench/report/tex.hpp>
#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/testing/fake_clock.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <filesystem>

#include <support/campaign_builder.hpp>
#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::report;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A folder as a small study leaves it, without derived files.
struct Campaign {
    testing::ScratchFolder out;
    results::CampaignFolder folder;
    plan::Plan plan;

    Campaign()
        : folder(results::CampaignFolder::create(out.path(), "test", std::chrono::system_clock::time_point())
                     .value()) {
        auto const key = testing::program_key("native");
        plan.name = "test";
        plan.rows = {{"native", {}, "hello", ""}};
        testing::write_file(folder.plan_file(), plan::to_json_text(plan));
        testing::write_file(folder.environment_file(), R"({"schema": 1, "cpu": {"model": "example"}})");
        testing::FakeClock clock;
        results::RawWriter writer(folder.raw_file(), clock, std::chrono::system_clock::time_point());
        writer.session_starting(1);
        writer.trial_starting(key);
        writer.measured({key, Phase::start, {"start/ready", Unit::seconds}, {{clock.now(), 0.25}}});
        writer.trial_ended(key);
        writer.session_ended(false);
    }
};

} // namespace

TEST_CASE("every derived file is rebuilt from plan, raw data and environment alone") {
    Campaign const c;
    auto const report = write_derived(c.folder);
    if (report.has_error()) FAIL(to_line(report.error()));
    CHECK(report->rows.at(0).find(Quantity::run_time)->value == 0.25);
    CHECK(report->environment.at(1) == std::pair<std::string, std::string>{"cpu/model", "example"});
    auto const csv = testing::read_file(c.folder.summary_csv());
    auto const markdown = testing::read_file(c.folder.summary_markdown());
    CHECK(csv == to_csv(*report));
    CHECK(markdown == to_markdown(*report));
    CHECK(testing::read_file(c.folder.summary_tex()) == to_tex(*report));
    CHECK(testing::read_file(c.folder.report_html()) == to_html(*report));

    std::filesystem::remove(c.folder.summary_csv());
    testing::write_file(c.folder.summary_markdown(), "stale");
    REQUIRE(write_derived(c.folder).has_value());
    CHECK(testing::read_file(c.folder.summary_csv()) == csv);
    CHECK(testing::read_file(c.folder.summary_markdown()) == markdown);
}

TEST_CASE("every plot is an SVG file with a CSV file behind it, and plots of an earlier report are gone") {
    Campaign const c;
    std::filesystem::create_directory(c.folder.plots());
    testing::write_file(c.folder.plots() / "old.svg", "stale");
    testing::write_file(c.folder.plots() / "mine.txt", "kept");
    REQUIRE(write_derived(c.folder).has_value());
    CHECK_FALSE(std::filesystem::exists(c.folder.plots() / "old.svg"));
    CHECK(std::filesystem::exists(c.folder.plots() / "mine.txt"));
    CHECK(testing::read_file(c.folder.plots() / "trials-run-time-hello.svg").starts_with("<svg xmlns="));
    CHECK(testing::read_file(c.folder.plots() / "trials-run-time-hello.csv") ==
          "configuration,block,trial,run_time_seconds,disturbed\nnative 1.0 (one-shot),0,0,0.25,0\n");
}

TEST_CASE("plots that cannot be written are named") {
    Campaign const c;
    testing::write_file(c.folder.plots(), "a file in its place");
    auto const report = write_derived(c.folder);
    REQUIRE(report.has_error());
    CHECK_THAT(to_line(report.error()), ContainsSubstring("plots"));
}

TEST_CASE("plots that a link leads to elsewhere are neither removed nor written") {
    Campaign const c;
    testing::ScratchFolder const elsewhere;
    testing::write_file(elsewhere.path() / "holiday.png", "kept");
    std::filesystem::create_directory_symlink(elsewhere.path(), c.folder.plots());
    auto const report = write_derived(c.folder);
    REQUIRE(report.has_error());
    CHECK_THAT(to_line(report.error()), ContainsSubstring("plots: is a symbolic link"));
    CHECK(testing::read_file(elsewhere.path() / "holiday.png") == "kept");
    CHECK(std::distance(std::filesystem::directory_iterator(elsewhere.path()), {}) == 1);
}

TEST_CASE("an environment that is no file or nested without end does not end the program") {
    Campaign const c;
    SECTION("nested") {
        testing::write_file(c.folder.environment_file(), "{\"a\":" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}");
        REQUIRE(write_derived(c.folder).has_value());
        CHECK_THAT(testing::read_file(c.folder.summary_markdown()), ContainsSubstring("what machine this was is not known"));
    }
    SECTION("a folder") {
        std::filesystem::remove(c.folder.environment_file());
        std::filesystem::create_directory(c.folder.environment_file());
        CHECK_THAT(to_line(write_derived(c.folder).error()), ContainsSubstring("environment.json: is no regular file"));
    }
}

TEST_CASE("a missing environment is said in the report") {
    Campaign const c;
    std::filesystem::remove(c.folder.environment_file());
    REQUIRE(write_derived(c.folder).has_value());
    CHECK_THAT(
        testing::read_file(c.folder.summary_markdown()), ContainsSubstring("environment.json is missing"));
}

TEST_CASE("a plan or raw data that cannot be read is named, and nothing is written") {
    Campaign const c;
    SECTION("no plan") {
        std::filesystem::remove(c.folder.plan_file());
        CHECK_THAT(to_line(write_derived(c.folder).error()), ContainsSubstring("plan.json: No such file"));
    }
    SECTION("a damaged plan") {
        testing::write_file(c.folder.plan_file(), "{}");
        CHECK_THAT(to_line(write_derived(c.folder).error()), ContainsSubstring("plan.json at /schema"));
    }
    SECTION("damaged raw data") {
        testing::write_file(c.folder.raw_file(), "nonsense\n");
        CHECK_THAT(to_line(write_derived(c.folder).error()), ContainsSubstring("raw.jsonl line 1"));
    }
    CHECK(!std::filesystem::exists(c.folder.summary_csv()));
    CHECK(!std::filesystem::exists(c.folder.summary_markdown()));
    CHECK(!std::filesystem::exists(c.folder.report_html()));
}

TEST_CASE("derived files that cannot be written are named") {
    Campaign const c;
    std::filesystem::create_directory(c.folder.summary_markdown());
    auto const report = write_derived(c.folder);
    REQUIRE(report.has_error());
    CHECK(report.error().code == errc::results_io);
    CHECK_THAT(to_line(report.error()), ContainsSubstring("summary.md: Is a directory"));
}
