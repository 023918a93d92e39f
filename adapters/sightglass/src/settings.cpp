#include "settings.hpp"

#include <wasmbench/adapters/common/option_reader.hpp>

namespace wasmbench::adapters::sightglass {

Settings read_options(Options const& options) {
    OptionReader reader("sightglass", options);
    Settings s;
    s.flags = reader.text("flags").value_or("");
    s.folder = reader.text("folder").value_or("");
    reader.finish();
    if (!s.folder.empty() && !s.folder.is_absolute()) {
        Diagnostics d;
        d.stage = "sightglass";
        d.subject = "folder=" + s.folder.string();
        d.expected = "an absolute path: a run has a working directory of its own";
        throw Error(Failure{errc::invalid_option, std::move(d)});
    }
    return s;
}

RowTraits traits(Workload const& workload, Settings const& settings) {
    RowTraits t;
    t.mode = ExecutionMode::jit;
    t.cache = "off";
    t.instance = InstancePolicy::one_shot;
    if (!settings.flags.empty()) t.variant = "flags " + settings.flags;
    t.fairness = {"Sightglass's interface: what an engine does in its compile step is its own; a row counts as JIT because "
                  "the step is part of each start.",
        "Sightglass's interface: the process is the harness's own small host, which loads the engine; an engine's command "
        "line does more before it begins.",
        "Sightglass's interface: the program's output goes to a file."};
    if (!workload.arguments().empty())
        t.fairness.push_back("Sightglass's interface: it hands a program no arguments; the answer is that of its defaults.");
    return t;
}

std::vector<std::string> host_arguments(Settings const& settings, std::filesystem::path const& engine,
    std::filesystem::path const& module, RunFiles const& files) {
    std::vector<std::string> out = {
        engine.string(), module.string(), files.folder.string(), files.output.string(), files.errors.string()};
    if (!settings.flags.empty()) out.push_back(settings.flags);
    return out;
}

} // namespace wasmbench::adapters::sightglass
