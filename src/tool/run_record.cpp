#include "run_record.hpp"

#include <wasmbench/core/leftover.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include <sys/stat.h>

namespace wasmbench::tool {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view run_suffix = ".run";

} // namespace

std::string to_json_text(RunRecord const& r) {
    nlohmann::ordered_json j = {{"owner", to_string(r.owner)}, {"campaign", r.campaign}, {"temporary", r.temporary},
        {"started", r.started}, {"docker", r.docker}};
    return j.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<RunRecord> run_record_from_json(std::string_view text) {
    auto const j = nlohmann::json::parse(text, nullptr, false);
    if (!j.is_object()) return std::nullopt;
    auto const field = [&](char const* name) {
        auto const it = j.find(name);
        return it != j.end() && it->is_string() ? it->get<std::string>() : std::string();
    };
    auto const owner = parse_owner(field("owner"));
    if (!owner) return std::nullopt;
    return RunRecord{*owner, field("campaign"), field("temporary"), field("started"), field("docker")};
}

RunRecord record_of_this_run(fs::path const& campaign) {
    RunRecord r;
    r.owner = this_owner();
    std::error_code ec;
    if (!campaign.empty()) r.campaign = fs::absolute(campaign, ec).string();
    r.temporary = fs::temp_directory_path(ec).string();
    r.started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
        fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
    if (auto const* v = std::getenv("DOCKER_HOST"); v != nullptr) r.docker = v;
    return r;
}

// Under another name first: a record is whole or not there, whenever the run is killed.
KeptRunRecord::KeptRunRecord(fs::path const& folder, RunRecord const& record) {
    std::error_code ec;
    if (fs::create_directories(folder, ec)) ::chmod(folder.c_str(), 0700);
    auto const file = folder / (to_string(record.owner) + std::string(run_suffix));
    auto const unfinished = fs::path(file.string() + ".new");
    std::ofstream out(unfinished, std::ios::trunc);
    out << to_json_text(record) << '\n' << std::flush;
    bool const whole = out.good();
    out.close();
    if (whole) fs::rename(unfinished, file, ec);
    if (whole && !ec)
        file_ = file;
    else
        fs::remove(unfinished, ec);
}

KeptRunRecord::~KeptRunRecord() {
    std::error_code ignored;
    if (!file_.empty()) fs::remove(file_, ignored);
}

std::vector<DeadRun> dead_runs(fs::path const& folder) {
    std::vector<DeadRun> out;
    std::error_code ec;
    for (fs::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec)) {
        auto name = it->path().filename().string();
        bool const unfinished = name.ends_with(".run.new");
        if (unfinished) name.resize(name.size() - 4);
        if (!name.ends_with(run_suffix)) continue;
        auto const owner = parse_owner(std::string_view(name).substr(0, name.size() - run_suffix.size()));
        if (!owner || !is_dead(*owner)) continue;
        std::ifstream in(it->path(), std::ios::binary);
        auto record = run_record_from_json(std::string(std::istreambuf_iterator<char>(in), {}));
        if (!record || record->owner != *owner) { // not written to its end
            record.emplace();
            record->owner = *owner;
        }
        out.push_back({it->path(), *record});
    }
    return out;
}

} // namespace wasmbench::tool
