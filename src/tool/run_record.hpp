#pragma once

#include <wasmbench/core/owner.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::tool {

/// What is written down of a run before it makes anything: everything that it makes names its owner, and this says what that
/// owner was and where else to look.
struct RunRecord {
    Owner owner;
    std::string campaign;  ///< the results' folder; empty: no campaign (selfcheck)
    std::string temporary; ///< where its temporary folder is
    std::string started;   ///< UTC, "2026-11-30T19:24:14Z"
    std::string docker;    ///< DOCKER_HOST, empty when not set

    friend bool operator==(RunRecord const&, RunRecord const&) = default;
};

/// One JSON object in one line.
std::string to_json_text(RunRecord const&);
/// Inverse of to_json_text; nullopt for any other text.
std::optional<RunRecord> run_record_from_json(std::string_view text);

/// Of this process, now.
RunRecord record_of_this_run(std::filesystem::path const& campaign);

/// A file in `folder` named after the owner, for as long as the object lives. Where none can be written a run goes on without
/// (its leftovers are found all the same, only not its campaign's name).
class KeptRunRecord {
public:
    KeptRunRecord(std::filesystem::path const& folder, RunRecord const& record);
    ~KeptRunRecord();
    KeptRunRecord(KeptRunRecord const&) = delete;
    KeptRunRecord& operator=(KeptRunRecord const&) = delete;

private:
    std::filesystem::path file_;
};

/// A record whose owner has ended.
struct DeadRun {
    std::filesystem::path file;
    RunRecord record;
};

/// Those in `folder`. What is no record of ours is left out.
std::vector<DeadRun> dead_runs(std::filesystem::path const& folder);

} // namespace wasmbench::tool
