#include "command_line.hpp"

#include "placeholders.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/option_reader.hpp>

#include <algorithm>

namespace wasmbench::adapters::command {
namespace {

bool is_http(Workload const& workload) {
    return workload.needs().has(Capability::http);
}

bool runs(DescribedMode const& mode, Workload const& workload) {
    return is_http(workload) ? mode.serve.has_value() : mode.run.has_value();
}

std::vector<std::string> mode_names(RuntimeDescription const& d) {
    std::vector<std::string> out;
    for (auto const& mode : d.modes) out.push_back(mode.name);
    return out;
}

Values values_of(Places const& places) {
    return {{"folder", places.folder.string()}, {"scratch", places.scratch.string()},
        {"module", places.module.string()}, {"artifact", places.artifact.string()}};
}

void complete(Command& command, DescribedCommand const& described, Values const& values,
    std::vector<std::string> const& program_arguments = {}) {
    command.arguments = expanded(described.arguments, values, program_arguments);
    for (auto const& [name, value] : described.environment) {
        std::erase_if(
            command.environment, [&](std::string const& line) { return line.starts_with(name + "="); });
        command.environment.push_back(name + "=" + expanded(value, values));
    }
}

} // namespace

Settings read_options(RuntimeDescription const& d, Workload const& workload, Options const& options) {
    OptionReader reader(d.name, options);
    Settings s;
    auto const chosen = reader.choice("mode", mode_names(d));
    if (is_http(workload))
        if (auto const p = reader.number("port", 1, 65535)) s.port = static_cast<std::uint16_t>(*p);
    reader.finish();
    auto const fits = [&](DescribedMode const& m) { return runs(m, workload); };
    auto const any = std::find_if(d.modes.begin(), d.modes.end(), fits);
    if (any == d.modes.end()) return s;
    if (!options.contains("mode")) {
        s.mode = &*any;
        return s;
    }
    s.mode = &*std::find_if(
        d.modes.begin(), d.modes.end(), [&](DescribedMode const& m) { return m.name == chosen; });
    if (fits(*s.mode)) return s;
    Diagnostics diagnostics;
    diagnostics.stage = "options of " + d.name;
    diagnostics.subject = "mode=" + chosen + " for " + label(workload);
    diagnostics.expected = std::string("a mode that ") + (is_http(workload) ? "serves" : "runs programs") +
                           ", such as " + any->name;
    throw Error(errc::unsupported, std::move(diagnostics));
}

RowTraits traits(RuntimeDescription const& d, Workload const& workload, Settings const& s) {
    RowTraits t;
    t.mode = d.modes.front().execution;
    t.instance = is_http(workload) ? InstancePolicy::long_lived : InstancePolicy::one_shot;
    t.fairness = d.fairness;
    if (!d.not_verified.empty())
        t.fairness.push_back("The description of " + d.name +
                             " was not tried with the real program by those who wrote it: " + d.not_verified);
    if (!s.mode) return t;
    t.mode = s.mode->execution;
    t.variant = s.mode->variant;
    if (is_http(workload)) t.instance = s.mode->serve->instances;
    t.fairness.insert(t.fairness.end(), s.mode->fairness.begin(), s.mode->fairness.end());
    return t;
}

std::string const& target_of(Workload const& workload, DescribedMode const& mode) {
    return is_http(workload) ? mode.serve->target : mode.run->target;
}

void set_compile(Command& command, DescribedMode const& mode, Places const& places) {
    complete(command, mode.compile->command, values_of(places));
}

void set_run(Command& command, DescribedMode const& mode, Places const& places,
    std::vector<std::string> const& program_arguments) {
    complete(command, mode.run->command, values_of(places), program_arguments);
}

void set_serve(Command& command, DescribedMode const& mode, Places const& places, HttpEndpoint const& at,
    std::string const& store) {
    auto values = values_of(places);
    values["address"] = at.host;
    values["port"] = std::to_string(at.port);
    values["store"] = store;
    complete(command, mode.serve->command, values);
}

} // namespace wasmbench::adapters::command
