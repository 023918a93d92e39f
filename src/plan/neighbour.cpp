#include "neighbour.hpp"

#include <filesystem>

namespace wasmbench::plan {

RunContext neighbour_context(TrialRun const& trial, std::string const& name, Connector& connector) {
    auto const& c = trial.context;
    RunContext out{c.executor, c.launcher, connector, c.clock, c.scratch / name, {}, {}, {}, c.host, c.store};
    if (c.log_stem) out.log_stem = c.log_stem->string() + "-" + name;
    std::filesystem::create_directories(out.scratch);
    return out;
}

} // namespace wasmbench::plan
