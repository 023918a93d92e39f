#include "page_cache.hpp"
#include "trial_run.hpp"

#include <algorithm>
#include <array>

namespace wasmbench::plan {
namespace {

namespace fs = std::filesystem;

// Which of them the runtime reads is its own affair: one file too many is only read or given up for nothing.
std::vector<fs::path> artifacts_of(Workload const& workload) {
    constexpr std::array<std::string_view, 6> targets = {
        "native", "native-static", "wasm32-wasi", "wasi-sockets", "wasi-http", "handler-component"};
    std::vector<fs::path> out;
    for (auto const target : targets)
        if (auto const file = workload.artifact(target)) out.push_back(*file);
    return out;
}

// What prepare made: compiled modules, a filled cache.
void add_files_below(fs::path const& folder, std::vector<fs::path>& out) {
    std::error_code ec;
    for (fs::recursive_directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
        if (it->is_regular_file(ec)) out.push_back(it->path());
}

} // namespace

Result<void> bring_into_condition(TrialRun const& trial) {
    trial.step(steps::starting); // here and not at the launch, before which the account of the time has begun
    auto const wanted = trial.row.row.page_cache;
    if (wanted == PageCache::any) return {};
    auto files = trial.row.files;
    for (auto& file : artifacts_of(*trial.row.workload)) files.push_back(std::move(file));
    add_files_below(trial.context.scratch, files);
    std::erase_if(files, [](fs::path const& file) {
        std::error_code ec;
        return !fs::is_regular_file(file, ec); // an artifact that is not built: the start says so if it needs it
    });
    auto const seen = set_page_cache(wanted, files);
    if (!seen) return seen.error();
    auto const now = trial.context.clock.now();
    trial.measured(Phase::prepare, "page_cache/pages", Unit::count, now, static_cast<double>(seen->pages));
    trial.measured(Phase::prepare, "page_cache/resident", Unit::count, now, static_cast<double>(seen->resident));
    return {};
}

} // namespace wasmbench::plan
