#include "cgroup.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

#include <unistd.h>

namespace wasmbench::adapters::docker {
namespace {

namespace fs = std::filesystem;

std::string read_file(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> split(std::string const& text, char separator) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string word; std::getline(in, word, separator);)
        if (!word.empty()) out.push_back(word);
    return out;
}

// The number after `key` in lines of "key number".
std::optional<double> keyed(std::string_view text, std::string_view key) {
    std::istringstream in{std::string(text)};
    std::string k;
    double v = 0;
    while (in >> k >> v)
        if (k == key) return v;
    return std::nullopt;
}

std::vector<CgroupMount> mounts() {
    return parse_cgroup_mounts(read_file("/proc/self/mountinfo"));
}

// The folder of `group` in one hierarchy; nullopt when it lies outside of what is mounted.
std::optional<fs::path> folder_of(CgroupMount const& mount, fs::path const& group) {
    auto path = group.string();
    if (mount.root != "/") {
        if (path.rfind(mount.root, 0) != 0) return std::nullopt;
        path.erase(0, mount.root.size());
    }
    return fs::path(mount.mount_point.string() + (path.empty() || path[0] == '/' ? path : "/" + path));
}

bool has(CgroupMount const& m, std::string_view controller) {
    for (auto const& c : m.controllers)
        if (c == controller) return true;
    return false;
}

} // namespace

std::vector<CgroupMount> parse_cgroup_mounts(std::string_view mountinfo) {
    // 36 35 98:0 /root /mount/point rw,noatime master:1 - cgroup cgroup rw,cpu,cpuacct
    std::vector<CgroupMount> out;
    for (auto const& line : split(std::string(mountinfo), '\n')) {
        auto const dash = line.find(" - ");
        if (dash == std::string::npos) continue;
        auto const left = split(line.substr(0, dash), ' ');
        auto const right = split(line.substr(dash + 3), ' ');
        if (left.size() < 5 || right.size() < 3) continue;
        if (right[0] != "cgroup" && right[0] != "cgroup2") continue;
        CgroupMount m;
        m.mount_point = left[4];
        m.root = left[3];
        m.unified = right[0] == "cgroup2";
        if (!m.unified)
            for (auto const& option : split(right[2], ','))
                if (option != "rw" && option != "ro") m.controllers.push_back(option);
        out.push_back(std::move(m));
    }
    return out;
}

std::optional<fs::path> parse_container_cgroup(std::string_view cgroup, std::string_view id) {
    if (id.empty()) return std::nullopt;
    std::optional<fs::path> found;
    for (auto const& line : split(std::string(cgroup), '\n')) {
        auto const first = line.find(':');
        auto const second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) continue;
        auto const path = line.substr(second + 1);
        if (path.find(id) == std::string::npos) continue;
        // That of the memory controller, where several differ.
        if (!found || line.substr(first + 1, second - first - 1) == "memory") found = path;
    }
    return found;
}

std::optional<CgroupCpu> parse_cpuacct(std::string_view usage, std::string_view stat) {
    std::uint64_t nanoseconds = 0;
    auto const r = std::from_chars(usage.data(), usage.data() + usage.size(), nanoseconds);
    if (r.ec != std::errc{}) return std::nullopt;
    auto const total = static_cast<double>(nanoseconds) * 1e-9;
    auto const user = keyed(stat, "user"), system = keyed(stat, "system");
    double const share = user && system && *user + *system > 0 ? *user / (*user + *system) : 1;
    return CgroupCpu{total * share, total * (1 - share)};
}

std::optional<CgroupCpu> parse_cpu_stat(std::string_view stat) {
    auto const user = keyed(stat, "user_usec"), system = keyed(stat, "system_usec");
    if (!user || !system) return std::nullopt;
    return CgroupCpu{*user * 1e-6, *system * 1e-6};
}

std::optional<CgroupCpu> cgroup_cpu(fs::path const& group) {
    std::optional<CgroupCpu> found;
    for (auto const& m : mounts()) {
        if (!m.unified && !has(m, "cpuacct")) continue;
        auto const folder = folder_of(m, group);
        if (!folder) continue;
        auto cpu = m.unified
                       ? parse_cpu_stat(read_file(*folder / "cpu.stat"))
                       : parse_cpuacct(read_file(*folder / "cpuacct.usage"), read_file(*folder / "cpuacct.stat"));
        // Where both versions are mounted, the controller is in one of them, and version 1 has it if it is there.
        if (cpu && (!found || !m.unified)) found = cpu;
    }
    return found;
}

std::set<std::string> top_cgroups(std::string_view prefix) {
    std::set<std::string> found;
    for (auto const& m : mounts()) {
        if (m.root != "/") continue; // its root is not to be seen here
        std::error_code ec;
        for (fs::directory_iterator it(m.mount_point, ec), end; !ec && it != end; it.increment(ec))
            if (auto name = it->path().filename().string(); name.starts_with(prefix)) found.insert(std::move(name));
    }
    return found;
}

bool remove_cgroup(fs::path const& group) {
    bool gone = true;
    for (auto const& m : mounts()) {
        auto const folder = folder_of(m, group);
        if (!folder || group.relative_path().empty()) continue;
        std::error_code ec;
        if (!fs::exists(*folder, ec)) continue;
        if (::rmdir(folder->c_str()) != 0) gone = false;
    }
    return gone;
}

bool same_cgroup_namespace(int pid) {
    std::error_code a, b;
    auto const theirs = fs::read_symlink("/proc/" + std::to_string(pid) + "/ns/cgroup", a);
    auto const ours = fs::read_symlink("/proc/self/ns/cgroup", b);
    return !a && !b && theirs == ours;
}

} // namespace wasmbench::adapters::docker
