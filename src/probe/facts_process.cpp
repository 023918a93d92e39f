#include "fact_collector.hpp"
#include "text.hpp"

#include <filesystem>

#include <sys/resource.h>
#include <unistd.h>

namespace wasmbench::probe::detail {
namespace {

void add_open_files(FactCollector& facts) {
    std::string const source = "getrlimit(RLIMIT_NOFILE), soft";
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        facts.unknown("process/open_files", source, "refused");
    else
        facts.known("process/open_files",
            limit.rlim_cur == RLIM_INFINITY ? "unlimited" : std::to_string(limit.rlim_cur), source);
}

// A laptop on its battery clocks down.
void add_power(FactCollector& facts) {
    std::string const base = "/sys/class/power_supply";
    bool battery = false;
    bool discharging = false;
    for (auto const& name : facts.list(base)) {
        auto const type = facts.read(base + '/' + name + "/type");
        if (!type || trimmed(*type) != "Battery") continue;
        // "Device": the battery of a mouse.
        auto const scope = facts.read(base + '/' + name + "/scope");
        if (scope && trimmed(*scope) == "Device") continue;
        battery = true;
        auto const status = facts.read(base + '/' + name + "/status");
        discharging |= status && trimmed(*status) == "Discharging";
    }
    if (!facts.exists(base))
        facts.unknown("power/source", base, "the kernel shows no power supplies");
    else
        facts.known("power/source",
            discharging ? "battery"
            : battery   ? "mains, with a battery"
                        : "mains",
            base);
}

// Where trials and containers put their files.
void add_disk(FactCollector& facts) {
    std::error_code ec;
    auto const folder = std::filesystem::temp_directory_path(ec);
    std::uintmax_t free = 0;
    if (!ec) free = std::filesystem::space(folder, ec).available;
    facts.maybe("disk/temporary_free", ec ? std::nullopt : std::optional(std::to_string(free)),
        "statvfs of the temporary folder", ec.message());
}

} // namespace

void collect_process(FactCollector& facts) {
    facts.known("process/root", ::geteuid() == 0 ? "yes" : "no", "geteuid");
    add_open_files(facts);
    add_power(facts);
    add_disk(facts);
}

} // namespace wasmbench::probe::detail
