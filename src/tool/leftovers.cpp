#include "leftovers.hpp"

#include "state_folder.hpp"
#include "temporary_folder.hpp"

#include <wasmbench/adapters/docker.hpp>
#include <wasmbench/net/system.hpp>
#include <wasmbench/probe/leftover_groups.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <utility>

namespace wasmbench::tool {
namespace {

namespace fs = std::filesystem;

constexpr auto engine_limit = std::chrono::seconds(5);
constexpr int most_rounds = 4;

// By its name among those of its kind.
bool holds(std::vector<Leftover> const& list, Leftover const& one) {
    return std::any_of(
        list.begin(), list.end(), [&](auto const& l) { return l.kind == one.kind && l.name == one.name; });
}

// Each once: a process that has the mark and runs from a folder that is left is found by both.
void add_all(std::vector<Leftover>& to, std::vector<Leftover> more) {
    for (auto& l : more)
        if (!holds(to, l)) to.push_back(std::move(l));
}

// Theirs first: what runs in them may hold files of the folders and groups.
void look_at_engine(FoundLeftovers& found) {
    adapters::DockerConfig config;
    config.engine_limit = engine_limit;
    auto containers = adapters::docker_leftovers(config);
    if (containers)
        add_all(found.left, std::move(*containers));
    else
        found.notes.push_back("containers and images were not looked for: " + to_line(containers.error()));
    std::set<std::string> others;
    auto const* here = std::getenv("DOCKER_HOST");
    for (auto const& run : found.runs)
        if (!run.record.docker.empty() && (here == nullptr || run.record.docker != here)) others.insert(run.record.docker);
    for (auto const& other : others)
        found.notes.push_back(fmt::format("a killed run used the Docker engine {0}: to look there too, DOCKER_HOST={0} wasmbench clean", other));
}

std::set<fs::path> temporary_places(std::vector<DeadRun> const& runs) {
    std::set<fs::path> out;
    std::error_code ec;
    auto const add = [&](fs::path const& place) {
        if (auto real = fs::canonical(place, ec); !ec) out.insert(std::move(real));
    };
    if (auto const here = fs::temp_directory_path(ec); !ec) add(here);
    for (auto const& run : runs)
        if (!run.record.temporary.empty()) add(run.record.temporary);
    return out;
}

Leftover record_leftover(DeadRun const& run) {
    return {"record of a run", run.file.string(), run.record.campaign, run.record.owner, [file = run.file]() -> Result<void> {
        std::error_code ec;
        fs::remove(file, ec);
        if (!ec) return {};
        Failure f{{ec.value(), boost::system::system_category()}, {}};
        f.diagnostics.stage = "remove the record of a run";
        f.diagnostics.subject = file.string();
        return f;
    }};
}

} // namespace

FoundLeftovers find_all_leftovers() {
    FoundLeftovers found;
    found.runs = dead_runs(run_records());
    add_all(found.left, leftover_processes());
    look_at_engine(found);
    add_all(found.left, net::find_leftovers(cells_journal()));
    add_all(found.left, probe::leftover_groups());
    add_all(found.left, adapters::docker_account_groups());
    for (auto const& place : temporary_places(found.runs)) add_all(found.left, ownerless_folders(place));
    for (auto const& run : found.runs) found.left.push_back(record_leftover(run));
    return found;
}

std::string owner_text(std::optional<Owner> const& owner, std::vector<DeadRun> const& runs) {
    if (!owner) return "of a run that has ended";
    auto const known = std::find_if(runs.begin(), runs.end(), [&](auto const& r) { return r.record.owner == *owner; });
    auto const start = fmt::format("process {}, start {}", owner->pid, owner->start_ticks);
    if (known == runs.end() || known->record.started.empty()) return fmt::format("of a run that has ended ({})", start);
    auto const& r = known->record;
    return fmt::format("of the run {}{} ({}, begun {})", r.campaign.empty() ? "" : "of ",
        r.campaign.empty() ? "without a campaign" : r.campaign, start, r.started);
}

CleanOutcome remove_all_leftovers() {
    CleanOutcome out;
    for (int round = 0; round < most_rounds; ++round) {
        auto const found = find_all_leftovers();
        out.notes = found.notes;
        out.failures.clear();
        std::set<std::string> unfinished; // owners of what is still there
        bool progress = false;
        for (auto const& l : found.left) {
            bool const is_record = l.kind == "record of a run";
            if (is_record && l.owner && unfinished.contains(to_string(*l.owner))) continue;
            auto const done = l.remove();
            if (done) {
                // A process that would be there again was not the one that has ended.
                if (!holds(out.removed, l)) out.removed.push_back(l);
                progress = progress || !is_record;
                continue;
            }
            out.failures.push_back(fmt::format("{} {}: {}", l.kind, l.name, to_line(done.error())));
            if (l.owner) unfinished.insert(to_string(*l.owner));
        }
        if (!progress) break;
    }
    return out;
}

std::string count_by_kind(std::vector<Leftover> const& list) {
    std::vector<std::pair<std::string, int>> counts;
    for (auto const& l : list) {
        auto const it = std::find_if(counts.begin(), counts.end(), [&](auto const& c) { return c.first == l.kind; });
        if (it == counts.end())
            counts.emplace_back(l.kind, 1);
        else
            ++it->second;
    }
    std::vector<std::string> words;
    for (auto const& [kind, n] : counts) {
        auto plural = kind.starts_with("record") ? std::string("records of runs") : kind + (kind.ends_with("ss") ? "es" : "s");
        words.push_back(n == 1 ? "1 " + kind : fmt::format("{} {}", n, plural));
    }
    return fmt::format("{}", fmt::join(words, ", "));
}

} // namespace wasmbench::tool
