#include "container_processes.hpp"

#include "cgroup.hpp"

#include <wasmbench/core/process_table.hpp>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

namespace wasmbench::adapters::docker {
namespace {

std::string read_proc(int pid, char const* what) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/" + what, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string comm(int pid) {
    auto text = read_proc(pid, "comm");
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

std::vector<std::string> words(std::string_view cmdline) {
    std::vector<std::string> out;
    std::istringstream in{std::string(cmdline)};
    for (std::string word; std::getline(in, word, '\0');) out.push_back(word);
    return out;
}

std::optional<int> parent(int pid) {
    auto const stat = read_proc(pid, "stat");
    auto const name_end = stat.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream in(stat.substr(name_end + 1));
    char state = 0;
    int ppid = 0;
    if (!(in >> state >> ppid) || ppid <= 0) return std::nullopt;
    return ppid;
}

std::vector<int> all_processes() {
    std::vector<int> out;
    std::error_code ec;
    for (std::filesystem::directory_iterator it("/proc", ec), end; !ec && it != end; it.increment(ec)) {
        auto const file = it->path().filename().string();
        int pid = 0;
        auto const r = std::from_chars(file.data(), file.data() + file.size(), pid);
        if (r.ec == std::errc{} && r.ptr == file.data() + file.size()) out.push_back(pid);
    }
    return out;
}

// The only process of that name; nullopt where there are none or several.
std::optional<int> only_one_called(std::string const& name) {
    std::optional<int> found;
    for (int const pid : all_processes()) {
        if (comm(pid) != name) continue;
        if (found) return std::nullopt;
        found = pid;
    }
    return found;
}

bool is_shim(int pid) {
    return comm(pid).rfind("containerd-shim", 0) == 0; // cut at 15 characters
}

// A process namespace of the engine's own gives the same numbers to other processes.
bool is_the_containers(int pid, ContainerState const& state) {
    if (parse_container_cgroup(read_proc(pid, "cgroup"), state.id)) return true;
    return !state.command.empty() && words(read_proc(pid, "cmdline")) == state.command;
}

class Tree {
public:
    bool add(std::optional<int> pid, char const* name, Role role) {
        if (!pid) return false;
        auto process = identify(*pid);
        if (!process) return false;
        process->role = role;
        tree.roots.push_back(*process);
        tree.parts.push_back({name, *process});
        return true;
    }
    ProcessTree tree;
};

} // namespace

void kill_orphans_of(std::string_view id) {
    if (id.empty()) return;
    for (int const pid : all_processes()) {
        if (!is_shim(pid)) continue;
        auto const w = words(read_proc(pid, "cmdline"));
        if (std::find(w.begin(), w.end(), id) == w.end()) continue;
        auto const shim = identify(pid);
        if (!shim) continue;
        // The container first: the shim reaps it.
        auto tree = descendants({*shim});
        for (auto it = tree.rbegin(); it != tree.rend(); ++it) ::kill(it->pid, SIGKILL);
    }
}

bool is_proxy_for(std::string_view cmdline, std::uint16_t port) {
    auto const w = words(cmdline);
    if (w.empty() || std::filesystem::path(w[0]).filename() != "docker-proxy") return false;
    for (std::size_t i = 1; i + 1 < w.size(); ++i)
        if (w[i] == "-host-port" && w[i + 1] == std::to_string(port)) return true;
    return false;
}

ProcessTree container_processes(
    ContainerState const& state, std::optional<int> engine, std::uint16_t published_port) {
    Tree t;
    if (state.pid <= 0 || !is_the_containers(state.pid, state)) return {};
    if (!t.add(state.pid, "container", Role::workload)) return {};
    t.tree.cgroup = parse_container_cgroup(read_proc(state.pid, "cgroup"), state.id);
    if (auto const shim = parent(state.pid); shim && is_shim(*shim))
        t.add(shim, "shim", Role::runtime_host);

    auto const dockerd = engine && comm(*engine) == "dockerd" ? engine : only_one_called("dockerd");
    if (!dockerd) return t.tree;
    std::optional<int> containerd;
    if (auto const daemon = identify(*dockerd)) {
        for (auto const& p : descendants({*daemon})) {
            if (published_port != 0 && is_proxy_for(read_proc(p.pid, "cmdline"), published_port))
                t.add(p.pid, "proxy", Role::runtime_host);
            if (comm(p.pid) == "containerd") containerd = p.pid;
        }
    }
    if (!containerd) containerd = only_one_called("containerd"); // a service of its own
    t.add(dockerd, "dockerd", Role::shared_daemon);
    t.add(containerd, "containerd", Role::shared_daemon);
    return t.tree;
}

} // namespace wasmbench::adapters::docker
