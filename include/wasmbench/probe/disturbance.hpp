#pragma once

#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/time.hpp>
#include <wasmbench/core/unit.hpp>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::probe {

/// The kinds of waiting that pressure stall information tells apart, as indices of MachineReading::waited.
enum class Pressed : std::size_t { cpu, io, memory };

/// A process at the moment of a reading. Names it together with the pid that is its key in the map.
struct ProcessUse {
    std::uint64_t start_ticks = 0;
    int parent = 0;
    std::string name;       ///< as the kernel keeps it, at most 15 bytes
    double cpu_seconds = 0;    ///< of its threads, those that ended included
    double waited_seconds = 0; ///< of the children that ended and that it waited for, and of theirs

    /// Used and waited for, seconds.
    double all() const noexcept { return cpu_seconds + waited_seconds; }

    friend bool operator==(ProcessUse const&, ProcessUse const&) = default;
};

/// Counters of the machine and of this program at one moment; two of them make a window. All but the first
/// fields only grow. What this machine cannot tell is nullopt.
struct MachineReading {
    TimePoint at;
    std::uint32_t cpus = 1; ///< online
    double tick = 0.01;     ///< seconds: the grain of the counters that the kernel keeps in clock ticks

    double realtime_ahead = 0; ///< CLOCK_REALTIME less CLOCK_MONOTONIC, seconds: changes when the clock is set, not when it is slewed
    double monotonic_ahead = 0; ///< CLOCK_MONOTONIC less CLOCK_MONOTONIC_RAW, seconds: changes when the clock is slewed

    /// CPU time of all tasks of the machine, seconds, in nanoseconds' grain (version 1's cpuacct at its root).
    std::optional<double> cpu_seconds;
    std::optional<double> cpu_ticks;   ///< the same from /proc/stat: everything but idle, iowait and steal, seconds
    std::optional<double> steal;       ///< seconds, all CPUs together
    std::array<std::optional<double>, 3> waited; ///< by Pressed: seconds in which some task waited

    std::map<std::string, double> throttled_periods; ///< by the folder of a control group: this program's and its ancestors, and those of followed instances
    std::map<std::string, double> throttled_seconds; ///< likewise
    /// Likewise: how often an allocation met the group's memory limit and memory had to be taken back first.
    std::map<std::string, double> memory_limit_hits;

    std::optional<double> stalls;        ///< allocations that had to reclaim memory themselves
    std::optional<double> reclaimed;     ///< pages taken back, by those or in the background
    std::optional<double> swapped;       ///< pages in and out
    std::optional<double> refaults;      ///< pages of files that were read again soon after they had been dropped
    std::optional<double> major_faults;  ///< of everybody
    std::optional<double> disk_seconds;  ///< in which the busiest-named devices worked, added up over whole disks
    std::optional<double> disk_bytes;    ///< read and written

    double self_cpu = 0;          ///< seconds: this process
    double children_cpu = 0;      ///< seconds: its children that ended and were waited for, and theirs
    double own_major_faults = 0;  ///< of both
    std::optional<double> own_read_bytes;    ///< of both: from a device, not from the page cache
    std::optional<double> own_written_bytes; ///< of both: made dirty, to be written later
    std::optional<double> run_delay; ///< seconds in which threads of this program waited for a CPU; of living threads

    std::map<int, ProcessUse> processes; ///< all that run, by pid
};

/// What a trial used of a window itself: the harness, its children and what belongs to the instance.
struct OwnUse {
    double cpu_seconds = 0;
    std::optional<double> run_delay;
    double major_faults = 0;
    double read_bytes = 0;
    double written_bytes = 0;

    friend bool operator==(OwnUse const&, OwnUse const&) = default;
};

/// One quantity of a window.
struct Disturbance {
    std::string reason; ///< "foreign_cpu"
    double value = 0;
    std::optional<double> limit; ///< above it the window was disturbed; nullopt: shown for contrast
    Unit unit = Unit::ratio;

    /// Whether the trial is to be marked for it.
    bool marks() const noexcept { return limit && value > *limit; }
    friend bool operator==(Disturbance const&, Disturbance const&) = default;
};

/// What is let pass. Each default is the smallest that an undisturbed machine stays below.
struct DisturbanceLimits {
    /// Of all CPUs' time. 5 %: system services at rest stay below 1 %, a single busy thread on 16 CPUs is above.
    double foreign_cpu = 0.05;
    /// Seconds of foreign CPU time that pass in any window: one wake-up of a service costs up to some
    /// milliseconds, and CPU time is charged at the latest at the next scheduler tick (4 ms at 250 Hz).
    double foreign_cpu_grain = 0.004;
    /// Of the window: threads that had work and waited because of others.
    double run_delay = 0.05;
    /// Of all CPUs' time; in a virtual machine a stray tick is no neighbour, so it is also above `steal_grain`.
    double steal = 0.01;
    /// Clock ticks of steal that pass: the counter is rounded to one.
    double steal_grain = 1;
    /// Of the window: some task waited for a device. Below it is one log line that was written.
    double io_pressure = 0.10;
    /// Of the window: some task waited for memory; it is zero on a machine that has enough.
    double memory_pressure = 0.01;
    /// Seconds by which the wall clock was set: far above the error of reading two clocks (1 us), below any
    /// correction that is not slewed.
    double clock_step = 0.001;
    /// Ratio: the kernel slews by at most 500 ppm (adjtimex(2)); reading two clocks in a window of 20 ms errs by 100.
    double clock_slew = 600e-6;
    /// Of the window, and only with bytes that are not the trial's own.
    double disk_busy = 0.25;
    /// Bytes of foreign reads and writes that pass: a journal's commit and a log's page.
    double foreign_disk_bytes = 256 * 1024;
    /// Pages that were reclaimed: 1 MiB; an idle machine reclaims none.
    double reclaimed = 256;
    /// Allocations that met the memory limit of a group: memory is charged in batches of 32 pages, so 1 MiB.
    double memory_limit_hits = 8;
    /// Pages of files that were read again: 1 MiB.
    double refaults = 256;
    /// A window is at least as long, where the machine's CPU time is known in nanoseconds: five scheduler
    /// ticks at 250 Hz, so that a busy thread is charged for most of it.
    Duration shortest_window = std::chrono::milliseconds(20);
    /// Where it is known in clock ticks only: ten of them.
    Duration shortest_window_in_ticks = std::chrono::milliseconds(100);
};

/// Whose use is the trial's own.
struct Ownership {
    int self = 0;           ///< the harness's pid: it and its descendants
    std::set<int> followed; ///< pids of what is nobody's child here, such as a container's engine; with their descendants
    /// A container is in it: the go-between that started it is no child of its engine, so that what it and the
    /// container have used goes, when both have ended, to the process with pid 1.
    bool container = false;
};

/// What belongs to the trial of the time between two readings: processes that run by their own record, those
/// that ended by what they left to whoever waited for them. Pure.
OwnUse own_use(MachineReading const& before, MachineReading const& after, Ownership const& owner);

/// Judges a window: every quantity that both readings have, those that mark it first. A window of no length
/// gives none. What is known:
/// - `foreign_cpu` (ratio of all CPUs): the machine's CPU time less `own`
/// - `run_delay` (ratio of the window): waiting of the trial's threads for a CPU, no more of it than others used
/// - `steal` (ratio of all CPUs): the hypervisor ran somebody else
/// - `cpu_pressure` (ratio of the window; never marks, since a trial's own threads wait for each other),
///   `io_pressure`, `memory_pressure`
/// - `clock_step` (seconds), `clock_slew` (ratio)
/// - `throttled` (periods in which a control group above the trial had used up its quota), `throttled_time`
///   (seconds, shown)
/// - `page_in` (bytes that the trial read from a device and not from the page cache), `major_faults` (of the
///   trial)
/// - `disk_busy` (ratio of the window; marks when the bytes are others')
/// - `memory_limit` (allocations that met the memory limit of a control group above the trial: what is reclaimed within a group
///   is in no counter of the machine)
/// - `reclaim` (pages), `reclaim_stalls`, `swap` (pages), `refault` (pages)
/// Pure; safe from any thread. Pressure: Linux Documentation/accounting/psi.rst.
std::vector<Disturbance> judge(MachineReading const& before, MachineReading const& after, OwnUse const& own,
    DisturbanceLimits const& limits = {});

/// Reads the machine. `groups`: control groups beside this program's own whose ancestors' quotas and limits matter, as
/// /proc/PID/cgroup names them; a group itself is left out, since its own limit is part of what is measured.
/// `root` stands in front of every file name, for tests. Costs some 10 us for each process of the machine,
/// but nothing between the reading of the machine's CPU time and the program's own. Never throws for what
/// cannot be read.
MachineReading read_machine(std::set<std::string> const& groups = {}, std::filesystem::path const& root = "/");

/// A quantity of one window of a trial, at the window's end.
struct WindowDisturbance {
    TimePoint at;
    Disturbance what;
};

/// Watches one trial after another for what disturbs them.
///
/// begin() before the launch, follow() whenever the instance's processes are known and a part of the trial is
/// over, end() when all that is measured is over. Each part is judged on its own, so that a tenth of a second
/// counts in a start and is not lost in the average of the load that comes after it; parts shorter than the
/// shortest window are judged together with the next one. Thread safety: none.
class DisturbanceWatch {
public:
    using Reader = std::function<MachineReading(std::set<std::string> const& groups)>;

    /// Looks at nothing before begin().
    explicit DisturbanceWatch(DisturbanceLimits limits = {});
    /// With another source of readings, for tests.
    DisturbanceWatch(DisturbanceLimits limits, Reader reader, int self);

    /// A trial begins: forgets the one before and takes the first reading.
    void begin();
    /// Counts the tree's processes, among them its shared daemons, as the trial's own from begin() on.
    void follow(ProcessTree const& tree);
    /// How long to wait before end(), so that the last window is not too short to be judged.
    Duration missing(TimePoint now) const;
    /// Every quantity of every window since begin().
    std::vector<WindowDisturbance> end();

private:
    MachineReading read() const { return reader_(groups_); }
    Duration shortest() const;
    void judge_window(MachineReading after);

    DisturbanceLimits limits_;
    Reader reader_;
    Ownership owner_;
    std::set<std::string> groups_;
    std::optional<MachineReading> before_;
    std::vector<WindowDisturbance> found_;
};

} // namespace wasmbench::probe
