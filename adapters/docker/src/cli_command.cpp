#include "cli_command.hpp"

namespace wasmbench::adapters::docker {

std::vector<std::string> run_arguments(ContainerPlan const& p) {
    auto const& s = p.settings;
    std::vector<std::string> a{"run", "--name", p.name};
    for (auto const& [key, value] : p.labels) a.insert(a.end(), {"--label", key + "=" + value});
    a.insert(a.end(), {"--cap-drop", "ALL", "--read-only", "--security-opt", "no-new-privileges", "--restart",
                          "no", "--init=false", "--log-driver", "json-file", "--pull", "never"});
    if (s.network == Network::published)
        a.insert(a.end(), {"--publish",
                              "127.0.0.1:" + std::to_string(p.port) + ":" + std::to_string(container_port)});
    if (s.network == Network::host) a.insert(a.end(), {"--network", "host"});
    if (s.network == Network::none) a.insert(a.end(), {"--network", "none"});
    if (!p.cgroup_parent.empty()) a.insert(a.end(), {"--cgroup-parent", p.cgroup_parent});
    if (s.nano_cpus) a.insert(a.end(), {"--cpus", cpus_text(*s.nano_cpus)});
    auto const limits = limits_of(s);
    auto const bytes = std::to_string(limits.memory_bytes) + "b";
    a.insert(a.end(), {"--memory", bytes, "--memory-swap", bytes, "--pids-limit", std::to_string(limits.pids)});
    a.push_back(p.image);
    a.insert(a.end(), p.arguments.begin(), p.arguments.end());
    return a;
}

std::vector<std::string> build_arguments(std::string const& tag, std::string const& context) {
    return {"build", "--no-cache", "--force-rm", "--network", "none", "--tag", tag, context};
}

} // namespace wasmbench::adapters::docker
