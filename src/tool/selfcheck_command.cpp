#include "commands.hpp"
#include "exit_status.hpp"
#include "run_record.hpp"
#include "state_folder.hpp"
#include "temporary_folder.hpp"
#include "terminal.hpp"
#include "workload_folder.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/core/version.hpp>
#include <wasmbench/results/text_file.hpp>
#include <wasmbench/selfcheck/run.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>

namespace wasmbench::tool {
namespace {

using Json = nlohmann::ordered_json;

struct Choice {
    std::string json;
    std::string programs_dir;
    std::optional<std::uint64_t> seed;
};

// The programs that it is tried with are beside those of the workloads.
std::filesystem::path programs_folder(std::string const& chosen) {
    if (!chosen.empty()) return std::filesystem::absolute(chosen);
    return workload_folder({}).parent_path() / "bin";
}

Json to_json(std::vector<selfcheck::Check> const& checks, std::uint64_t seed) {
    Json j;
    j["version"] = version;
    j["seed"] = seed;
    j["within_limits"] = selfcheck::within_limits(checks);
    j["conclusion"] = selfcheck::conclusion(checks);
    j["checks"] = Json::array();
    for (auto const& c : checks) {
        bool const run = c.outcome() != selfcheck::Outcome::not_run;
        Json check = {{"part", c.part}, {"what", c.what}, {"unit", to_string(c.unit)}, {"value", nullptr}, {"limit", nullptr},
            {"outcome", to_string(c.outcome())}, {"remark", c.remark}, {"reason", c.reason}};
        if (run) check["value"] = c.value;
        if (c.limit) check["limit"] = *c.limit;
        j["checks"].push_back(std::move(check));
    }
    return j;
}

int selfcheck_command(Choice const& c) {
    auto const launcher = make_posix_launcher();
    auto const connector = make_tcp_connector();
    auto const clock = make_system_clock();
    auto const native = adapters::make_native();
    KeptRunRecord const record(run_records(), record_of_this_run({}));
    TemporaryFolder const scratch;
    selfcheck::Settings settings;
    settings.seed = c.seed ? *c.seed : std::random_device{}();
    selfcheck::Subjects const subjects{*launcher, *connector, *clock, *native, programs_folder(c.programs_dir), scratch.path()};
    bool const watched = stderr_is_terminal();
    auto const checks = selfcheck::run(subjects, settings, {}, [&](std::string_view part) {
        if (watched) fmt::print(stderr, "trying the harness on: {}\n", part);
    });
    fmt::print("{}", selfcheck::to_text(checks));
    if (!c.json.empty()) results::write_text_file(c.json, to_json(checks, settings.seed).dump(2) + "\n").value();
    if (!selfcheck::within_limits(checks)) return selfcheck_beyond_limits;
    bool const all = std::none_of(checks.begin(), checks.end(),
        [](auto const& check) { return check.outcome() == selfcheck::Outcome::not_run; });
    return all ? everything_measured : unusable_input;
}

} // namespace

void add_selfcheck_command(CLI::App& app, Run& run) {
    auto c = std::make_shared<Choice>();
    auto* command = app.add_subcommand("selfcheck",
        "Measure the harness itself: its own error and cost on what is known. Exit status: 0 within its limits, 1 beyond, "
        "2 something could not be tried");
    command->add_option("--json", c->json, "File for the same as JSON");
    command->add_option("--seed", c->seed, "Of the order of the trials; random if absent");
    command->add_option(
        "--programs-dir", c->programs_dir, "Folder of the programs it is tried with (default: where the workloads' programs are)");
    command->callback([c, &run] { run = [c] { return selfcheck_command(*c); }; });
}

} // namespace wasmbench::tool
