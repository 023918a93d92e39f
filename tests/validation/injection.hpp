#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

// What disturbs a trial on purpose. Everything ends by itself after half a minute, whatever becomes of this program.
namespace wasmbench::validation {

enum class Kind { calm, cpu_hog, io_hog, memory_pressure, cpu_quota, clock_step, page_cache_drop };

inline constexpr std::array all_kinds = {Kind::cpu_hog, Kind::io_hog, Kind::memory_pressure, Kind::cpu_quota,
    Kind::clock_step, Kind::page_cache_drop};

constexpr std::string_view to_string(Kind k) noexcept {
    switch (k) {
    case Kind::cpu_hog:
        return "CPU hog";
    case Kind::io_hog:
        return "I/O hog";
    case Kind::memory_pressure:
        return "memory pressure";
    case Kind::cpu_quota:
        return "CPU quota";
    case Kind::clock_step:
        return "clock step";
    case Kind::page_cache_drop:
        return "page-cache drop";
    case Kind::calm:
        break;
    }
    return "calm";
}

/// A control group of version 1 or 2, made for one trial; the processes in it go back to where they were.
class OwnGroup {
public:
    /// `settings`: file names and contents of version 1 and 2. Empty when none can be made here; `why` says it.
    static std::unique_ptr<OwnGroup> make(std::string_view controller,
        std::array<std::pair<std::string, std::string>, 2> const& version_1,
        std::array<std::pair<std::string, std::string>, 2> const& version_2, std::string& why);
    ~OwnGroup();
    OwnGroup(OwnGroup const&) = delete;
    OwnGroup& operator=(OwnGroup const&) = delete;

    /// A cpu group of version 1 takes a process with real-time threads (the harness has some) only when it has a share for
    /// such.
    void allow_realtime() const;
    bool add(pid_t process) const;
    /// How often its memory limit was met; 0 where it has none.
    std::uint64_t memory_limit_hits() const;
    /// Moves everything out of it.
    void leave() const;

private:
    OwnGroup(std::filesystem::path folder, std::filesystem::path home)
        : folder_(std::move(folder))
        , home_(std::move(home)) {}
    std::filesystem::path folder_;
    std::filesystem::path home_; ///< where the processes came from
};

/// Disturbs from its construction to its destruction. It belongs to another process than the trials do: what a
/// harness starts itself is its own.
class Injection {
public:
    /// `harness`: who shares a control group's limit. `folder`: where a file may be written. Not working: why()
    /// says it.
    Injection(Kind kind, pid_t harness, std::filesystem::path const& folder);
    ~Injection();
    Injection(Injection const&) = delete;
    Injection& operator=(Injection const&) = delete;

    std::string const& why() const noexcept { return why_; }

private:
    void hog(void (*work)(std::string const& file), std::size_t processes);

    std::string file_;
    std::vector<pid_t> hogs_;
    std::unique_ptr<OwnGroup> group_;
    std::string why_;
};

/// Sets the wall clock by so many seconds; false where that is not allowed.
bool step_clock(double by);

/// Drops the file's pages from the page cache. Whether its first page was there before and is not now.
bool drop_pages(std::filesystem::path const& file);

/// What everybody but some processes did, by a measurement that has nothing to do with the watch's: the clock ticks
/// in /proc/PID/stat, the steal in /proc/stat and the sectors in /proc/diskstats.
struct Activity {
    double cpu_seconds = 0; ///< of processes outside the trees of `apart`
    double steal_seconds = 0;
    double disk_bytes = 0;
    std::string busiest; ///< "cc1plus"; empty when nobody used a tick
};

class ActivityMeter {
public:
    /// The processes with these pids and their descendants are not counted.
    explicit ActivityMeter(std::vector<pid_t> apart);
    Activity stop() const;

private:
    struct Seen;
    std::vector<pid_t> apart_;
    std::shared_ptr<Seen const> begin_;
};

} // namespace wasmbench::validation
