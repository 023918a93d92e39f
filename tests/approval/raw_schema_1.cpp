// raw.jsonl of schema 1 as it was first released, and as it is since its lines are chained. The committed files are the promise
// that later releases read them: when the writer changes, a new file joins them, these stay.
#include <support/paths.hpp>
#include "approve.hpp"
#include "synthetic_campaign.hpp"

#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/raw_writer.hpp>
#include <wasmbench/testing/fake_clock.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/files.hpp>

using namespace wasmbench;

namespace {

/// Hands records to a RawWriter as a session would have.
struct Replay {
    results::RawWriter& writer;

    void operator()(results::RowDescribed const& e) const {
        writer.describe_row(e.key, {e.key.mode, e.key.cache, e.key.instance, e.fairness});
    }
    void operator()(results::SessionStarting const& e) const { writer.session_starting(e.trials); }
    void operator()(results::TrialStarting const& e) const { writer.trial_starting(e.key); }
    void operator()(results::InstanceReady const& e) const {
        ExitReport ended;
        ended.exit_code = 0;
        if (e.key.endpoint.empty())
            writer.instance_ready(e.key, CommandEndpoint{"", ended});
        else
            writer.instance_ready(e.key, HttpEndpoint{"127.0.0.1", 40000, ""});
    }
    void operator()(Measurement const& m) const { writer.measured(m); }
    void operator()(results::CommandRun const& e) const { writer.command_run(e.key, e.command); }
    void operator()(results::NotMeasured const& e) const { writer.not_measured(e.key, e.metric, e.reason); }
    void operator()(results::StateObserved const& e) const { writer.state_observed(e.key, e.state); }
    void operator()(results::Skipped const& e) const { writer.skipped(e.key, e.reason); }
    void operator()(results::Failed const& e) const {
        writer.failed(e.key, {static_cast<errc>(e.code), e.diagnostics});
    }
    void operator()(results::Discarded const& e) const { writer.discarded(e.key, e.reason); }
    void operator()(SessionStop const& e) const { writer.session_stopped(e); }
    void operator()(results::TrialEnded const& e) const { writer.trial_ended(e.key); }
    void operator()(results::SessionEnded const& e) const { writer.session_ended(e.interrupted); }
};

results::Records small_campaign() {
    return testing::synthetic_campaign(2, 2).records;
}

} // namespace

TEST_CASE("the raw results of schema 1 are written with a chain, and otherwise as they were") {
    testing::ScratchFolder const folder;
    auto const file = folder.path() / "raw.jsonl";
    testing::FakeClock clock{TimePoint()};
    results::RawWriter writer(
        file, clock, std::chrono::system_clock::time_point(std::chrono::seconds(1795415400)));
    for (auto const& event : small_campaign().events) {
        clock.advance_to(event.at);
        std::visit(Replay{writer}, event.what);
    }
    CHECK(testing::difference_from_approved("raw-schema-1-chained.jsonl", testing::read_file(file)) == "");
}

TEST_CASE("the raw results of schema 1 are read, with a chain and without") {
    auto const approved = wasmbench::support::source_dir() / "tests/approval/approved";
    auto const old = results::read_raw(approved / "raw-schema-1.jsonl");
    if (old.has_error()) FAIL(to_line(old.error()));
    CHECK(*old == small_campaign());
    auto const chained = results::read_raw(approved / "raw-schema-1-chained.jsonl");
    if (chained.has_error()) FAIL(to_line(chained.error()));
    auto expected = small_campaign();
    expected.header.chain = "crc32c";
    CHECK(*chained == expected);
}
