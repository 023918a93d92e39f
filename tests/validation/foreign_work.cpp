#include "foreign_work.hpp"

#include <fmt/format.h>

#include <fstream>
#include <string>

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

namespace wasmbench::validation {

ForeignWork::Times ForeignWork::now() {
    Times t;
    std::ifstream in("/proc/stat");
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, waiting = 0, interrupts = 0, soft = 0, steal = 0;
    in >> name >> user >> nice >> system >> idle >> waiting >> interrupts >> soft >> steal;
    auto const tick = static_cast<double>(::sysconf(_SC_CLK_TCK));
    t.used = (user + nice + system) / tick;
    t.stolen = steal / tick;
    for (int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage u{};
        ::getrusage(who, &u);
        for (auto const& part : {u.ru_utime, u.ru_stime})
            t.own += static_cast<double>(part.tv_sec) + static_cast<double>(part.tv_usec) * 1e-6;
    }
    timespec clock{};
    ::clock_gettime(CLOCK_MONOTONIC, &clock);
    t.wall = static_cast<double>(clock.tv_sec) + static_cast<double>(clock.tv_nsec) * 1e-9;
    return t;
}

ForeignWork::ForeignWork()
    : begin_(now())
    , cpus_(::sysconf(_SC_NPROCESSORS_ONLN)) {}

std::string ForeignWork::remark(double ours) const {
    constexpr double most_foreign = 0.10, most_stolen = 0.02;
    auto const end = now();
    auto const all = (end.wall - begin_.wall) * static_cast<double>(cpus_);
    auto const stolen = (end.stolen - begin_.stolen) / all;
    auto const foreign = (end.used - begin_.used - (end.own - begin_.own) - ours) / all;
    if (stolen > most_stolen) return fmt::format("the hypervisor took {:.0f} % of the CPUs", 100 * stolen);
    if (foreign > most_foreign) return fmt::format("others used {:.0f} % of the CPUs", 100 * foreign);
    return {};
}

} // namespace wasmbench::validation
