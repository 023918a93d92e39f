#include "thread_usage.hpp"

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace wasmbench::load::detail {
namespace {

namespace fs = std::filesystem;

/// "throttled_usec 12" or "throttled_time 12" (ns) of one cpu.stat; 0 if it does not say.
double throttled_of(fs::path const& file) {
    std::ifstream in(file);
    std::string key;
    double value = 0;
    while (in >> key >> value) {
        if (key == "throttled_usec") return value * 1e-6;
        if (key == "throttled_time") return value * 1e-9;
    }
    return 0;
}

/// A quota of any group above this one holds it back too, and each group counts its own.
double throttled_up_to_root(fs::path const& mount, std::string const& group) {
    double sum = throttled_of(mount / "cpu.stat"); // in a namespace of its own, the group is called "/"
    auto folder = fs::path(group);
    for (int depth = 0; depth < 32 && folder.has_relative_path(); ++depth, folder = folder.parent_path())
        sum += throttled_of(mount / folder.relative_path() / "cpu.stat");
    return sum;
}

} // namespace

ThreadUsage thread_usage() noexcept {
    ThreadUsage usage;
    std::timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    usage.cpu = static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
#ifdef __linux__
    if (auto* file = std::fopen("/proc/thread-self/schedstat", "re")) {
        unsigned long long running = 0;
        unsigned long long waiting = 0;
        if (std::fscanf(file, "%llu %llu", &running, &waiting) == 2)
            usage.run_delay = static_cast<double>(waiting) * 1e-9;
        std::fclose(file);
    }
#endif
    return usage;
}

double throttled_seconds() {
    std::ifstream in("/proc/self/cgroup");
    std::string line;
    while (std::getline(in, line)) {
        auto const first = line.find(':');
        auto const second = line.find(':', first + 1);
        if (first == line.npos || second == line.npos) continue;
        auto const controllers = line.substr(first + 1, second - first - 1);
        auto const group = line.substr(second + 1);
        if (controllers.empty()) { // version 2
            auto const sum = throttled_up_to_root("/sys/fs/cgroup", group) +
                             throttled_up_to_root("/sys/fs/cgroup/unified", group);
            if (sum > 0) return sum;
            continue;
        }
        std::istringstream names(controllers);
        for (std::string name; std::getline(names, name, ',');) {
            if (name != "cpu") continue;
            for (auto const* mount : {"/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"})
                if (auto const sum = throttled_up_to_root(mount, group); sum > 0) return sum;
        }
    }
    return 0;
}

} // namespace wasmbench::load::detail
