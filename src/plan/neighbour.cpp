#include "neighbour.hpp"

#include <filesystem>

namespace wasmbench::plan {

std::unique_ptr<RunContext> neighbour_context(TrialRun const& trial, std::string const& name) {
    auto const& c = trial.context;
    std::filesystem::create_directories(c.scratch / name);
    auto out = std::make_unique<RunContext>(
        RunContext{c.executor, c.launcher, c.connector, c.clock, c.scratch / name, {}, {}, {}, c.host});
    if (c.log_stem) out->log_stem = c.log_stem->string() + "-" + name;
    return out;
}

} // namespace wasmbench::plan
