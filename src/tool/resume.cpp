#include "resume.hpp"

#include "json/nesting.hpp"
#include "progress.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/core/process_table.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>

namespace wasmbench::tool {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(std::string subject) {
    Diagnostics d;
    d.stage = "resume";
    d.subject = std::move(subject);
    d.expected = "what the campaign began with: figures of two things must not stand in one row";
    d.remedy = "bring that back, or begin a new campaign";
    throw Error(errc::invalid_option, std::move(d));
}

// "wasmtime 48.0.8" of a row, to be told from the same with another version.
std::string with_version(RunKey const& key) {
    return fmt::format("{} (version {})", describe(key), key.version.empty() ? "unknown" : key.version);
}

// Every leaf of an object as "group/name".
void compare(Json const& then, Json const& now, std::string const& where, std::vector<std::string>& differences) {
    if (then.is_object() && now.is_object()) {
        for (auto const& [name, value] : then.items())
            compare(value, now.value(name, Json()), where + "/" + name, differences);
        return;
    }
    if (then != now) differences.push_back(where);
}

} // namespace

void refuse_changes(std::vector<results::RowDescribed> const& then, std::vector<plan::ResolvedRow> const& now) {
    for (auto const& row : then) {
        auto const same = std::any_of(now.begin(), now.end(), [&](auto const& r) { return r.key.row() == row.key.row(); });
        if (!same) refuse("this row is not here any more: " + with_version(row.key));
    }
}

void refuse_other_environment(std::string const& then, std::string const& now, std::filesystem::path const& source) {
    auto const before = json::is_nested_deeper(then) ? Json() : Json::parse(then, nullptr, false);
    if (!before.is_object()) {
        Diagnostics d;
        d.stage = "resume";
        d.subject = source.string();
        d.expected = fmt::format("a JSON object of at most {} levels", json::most_levels);
        throw Error(errc::malformed_input, std::move(d));
    }
    auto const after = Json::parse(now);
    std::vector<std::string> differences;
    for (auto const* group : {"runtimes", "sha256"})
        compare(before.value(group, Json::object()), after.value(group, Json::object()), group, differences);
    if (differences.empty()) return;
    constexpr std::size_t shown = 3;
    auto const more = differences.size() > shown ? fmt::format(" and {} more", differences.size() - shown) : "";
    differences.resize(std::min(differences.size(), shown));
    refuse(fmt::format("changed since {} was written: {}{}", source.string(), fmt::join(differences, ", "), more));
}

std::size_t end_leftovers(std::vector<std::string> const& children_marks) {
    std::size_t ended = 0;
    for (auto const& mark : children_marks)
        for (auto const& process : with_environment_prefix(mark))
            if (alive(process) && ::kill(process.pid, SIGKILL) == 0) ++ended;
    return ended;
}

std::vector<plan::FinishedTrial> finished_trials(results::ResumePoint const& point) {
    std::vector<plan::FinishedTrial> out;
    for (auto const& t : point.trials) {
        auto const end = t.failed      ? plan::TrialEnd::failed
                         : t.discarded ? plan::TrialEnd::discarded
                                       : plan::TrialEnd::completed;
        out.push_back({t.key, end, t.measurements});
    }
    return out;
}

} // namespace wasmbench::tool
