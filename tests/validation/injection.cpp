#include "injection.hpp"

#include <wasmbench/probe/parse_cgroup.hpp>
#include <wasmbench/probe/parse_proc_cpu.hpp>
#include <wasmbench/probe/parse_proc_stat.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace wasmbench::validation {
namespace {

namespace fs = std::filesystem;

constexpr unsigned longest_seconds = 30;
constexpr std::size_t block = 1 << 20;

std::string text_of(fs::path const& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool write_file(fs::path const& file, std::string const& text) {
    int const fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return false;
    bool const good = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(fd);
    return good;
}

void burn_cpu(std::string const&) {
    for (;;) {
        bool volatile still = true;
        if (!still) return;
    }
}

// Writes the same few MiB again and again, each to the device.
void write_disk(std::string const& file) {
    int const fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    std::vector<char> data(block, 'x');
    for (off_t i = 0;; i = (i + 1) % 8) {
        data[0] = static_cast<char>(data[0] + 1);
        if (::pwrite(fd, data.data(), data.size(), i * static_cast<off_t>(block)) < 0) ::_exit(1);
        if (::fdatasync(fd) != 0) ::_exit(1);
    }
}

// Reads a file of holes that is larger than the group's limit: its pages need no device, only memory, and are
// taken back as fast as they come.
void read_holes(std::string const& file) {
    int const fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    constexpr off_t size = 256 << 20;
    if (::ftruncate(fd, size) != 0) ::_exit(1);
    std::vector<char> data(block);
    for (off_t at = 0;; at = (at + static_cast<off_t>(block)) % size)
        if (::pread(fd, data.data(), data.size(), at) < 0) ::_exit(1);
}

} // namespace

std::unique_ptr<OwnGroup> OwnGroup::make(std::string_view controller,
    std::array<std::pair<std::string, std::string>, 2> const& version_1,
    std::array<std::pair<std::string, std::string>, 2> const& version_2, std::string& why) {
    auto const memberships =
        probe::parse_cgroup_memberships(text_of("/proc/self/cgroup")).value_or(std::vector<probe::CgroupMembership>{});
    auto const has = [&](std::vector<std::string> const& list) {
        return std::find(list.begin(), list.end(), controller) != list.end();
    };
    for (auto const& mount : probe::parse_cgroup_mounts(text_of("/proc/self/mountinfo"))) {
        if (mount.version_2) {
            auto const offered = text_of(fs::path(mount.mount_point) / "cgroup.subtree_control");
            if (offered.find(controller) == std::string::npos) continue;
        } else if (!has(mount.controllers)) {
            continue;
        }
        fs::path home = mount.mount_point;
        for (auto const& m : memberships)
            if (mount.version_2 ? m.controllers.empty() : has(m.controllers)) home += m.path == "/" ? "" : m.path;
        auto const folder = fs::path(mount.mount_point) / fmt::format("wasmbench-validate-{}", ::getpid());
        if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST) {
            why = folder.string() + ": " + std::strerror(errno);
            continue;
        }
        auto group = std::unique_ptr<OwnGroup>(new OwnGroup(folder, home));
        bool good = true;
        for (auto const& [name, value] : mount.version_2 ? version_2 : version_1)
            if (!name.empty() && !write_file(folder / name, value)) {
                why = (folder / name).string() + ": " + std::strerror(errno);
                good = false;
            }
        if (good) return group;
    }
    if (why.empty()) why = fmt::format("no control group hierarchy with the controller {} is mounted", controller);
    return nullptr;
}

OwnGroup::~OwnGroup() {
    leave();
    // The kernel lets go of a group a moment after its last process has left.
    for (int i = 0; i < 100 && ::rmdir(folder_.c_str()) != 0 && errno == EBUSY; ++i) {
        leave();
        ::usleep(1000);
    }
}

void OwnGroup::allow_realtime() const {
    write_file(folder_ / "cpu.rt_runtime_us", "10000"); // of a second
}

bool OwnGroup::add(pid_t process) const {
    return write_file(folder_ / "cgroup.procs", std::to_string(process));
}

std::uint64_t OwnGroup::memory_limit_hits() const {
    std::uint64_t hits = 0;
    if (std::istringstream(text_of(folder_ / "memory.failcnt")) >> hits) return hits; // version 1
    std::istringstream events(text_of(folder_ / "memory.events"));
    for (std::string name; events >> name >> hits;)
        if (name == "max") return hits;
    return 0;
}

void OwnGroup::leave() const {
    std::istringstream inside(text_of(folder_ / "cgroup.procs"));
    for (std::string pid; inside >> pid;) write_file(home_ / "cgroup.procs", pid);
}

void Injection::hog(void (*work)(std::string const& file), std::size_t processes) {
    for (std::size_t i = 0; i < processes; ++i) {
        pid_t const pid = ::fork();
        if (pid == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::alarm(longest_seconds);
            if (group_) group_->add(::getpid());
            work(file_);
            ::_exit(0);
        }
        if (pid > 0) hogs_.push_back(pid);
    }
    ::usleep(20'000); // it works by now
    for (pid_t const pid : hogs_)
        if (::waitpid(pid, nullptr, WNOHANG) != 0) why_ = "the hog ended at once";
}

Injection::Injection(Kind kind, pid_t harness, fs::path const& folder)
    : file_((folder / "hog").string()) {
    using Settings = std::array<std::pair<std::string, std::string>, 2>;
    auto const all_cpus = static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    switch (kind) {
    case Kind::cpu_hog:
        hog(burn_cpu, all_cpus);
        break;
    case Kind::io_hog:
        hog(write_disk, 1);
        break;
    case Kind::memory_pressure:
        group_ = OwnGroup::make("memory", Settings{{{"memory.limit_in_bytes", "33554432"}, {}}},
            Settings{{{"memory.max", "33554432"}, {}}}, why_);
        if (!group_) break;
        hog(read_holes, 1);
        // Until it has filled the group there is no pressure: on a busy machine that takes longer than a short trial.
        for (int i = 0; i < 2000 && group_->memory_limit_hits() < 64; ++i) ::usleep(1000);
        if (group_->memory_limit_hits() < 64) why_ = "the hog does not meet its group's limit";
        if (!group_->add(harness)) why_ = std::string("join the group: ") + std::strerror(errno);
        break;
    case Kind::cpu_quota:
        group_ = OwnGroup::make("cpu", Settings{{{"cpu.cfs_period_us", "20000"}, {"cpu.cfs_quota_us", "1000"}}},
            Settings{{{"cpu.max", "1000 20000"}, {}}}, why_);
        if (group_) group_->allow_realtime();
        if (group_ && !group_->add(harness)) why_ = std::string("join the group: ") + std::strerror(errno);
        break;
    case Kind::calm:
    case Kind::clock_step:
    case Kind::page_cache_drop:
        break; // by the harness, at the right moment of the trial
    }
}

Injection::~Injection() {
    if (group_) group_->leave();
    for (pid_t const pid : hogs_) ::kill(pid, SIGKILL);
    for (pid_t const pid : hogs_) ::waitpid(pid, nullptr, 0);
    ::unlink(file_.c_str());
}

bool step_clock(double by) {
    timespec t{};
    if (::clock_gettime(CLOCK_REALTIME, &t) != 0) return false;
    auto const ns = std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec + static_cast<std::int64_t>(by * 1e9);
    t.tv_sec = ns / 1'000'000'000;
    t.tv_nsec = ns % 1'000'000'000;
    return ::clock_settime(CLOCK_REALTIME, &t) == 0;
}

bool drop_pages(fs::path const& file) {
    int const fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    auto const there = [&] {
        void* const page = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, fd, 0);
        if (page == MAP_FAILED) return false;
        unsigned char resident = 0;
        ::mincore(page, 4096, &resident);
        ::munmap(page, 4096);
        return (resident & 1) != 0;
    };
    bool const before = there();
    ::fdatasync(fd); // pages that are not yet written cannot be dropped
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    bool const after = there();
    ::close(fd);
    return before && !after;
}

struct ActivityMeter::Seen {
    struct Process {
        std::uint64_t start = 0;
        std::uint64_t ticks = 0;
        std::string name;
    };
    std::map<pid_t, Process> others;
    std::uint64_t steal = 0;
    double disk_bytes = 0;

    explicit Seen(std::vector<pid_t> const& apart) {
        std::map<pid_t, probe::ProcStat> all;
        std::error_code ec;
        for (fs::directory_iterator it("/proc", ec), end; !ec && it != end; it.increment(ec)) {
            if (it->path().filename().string().find_first_not_of("0123456789") != std::string::npos) continue;
            auto const stat = probe::parse_proc_stat(text_of(it->path() / "stat"));
            if (stat) all.emplace(stat->pid, *stat);
        }
        for (auto const& [pid, stat] : all) {
            bool own = false;
            std::size_t steps = 0;
            for (pid_t p = pid; p > 0 && all.contains(p) && steps <= all.size(); p = all.at(p).ppid, ++steps)
                own = own || std::find(apart.begin(), apart.end(), p) != apart.end();
            if (!own) others[pid] = {stat.start_ticks, stat.utime + stat.stime, stat.comm};
        }
        if (auto const cpu = probe::parse_proc_cpu(text_of("/proc/stat"))) steal = cpu->steal;
        std::istringstream disks(text_of("/proc/diskstats"));
        for (std::string line; std::getline(disks, line);) {
            std::istringstream fields(line);
            std::uint64_t major = 0, minor = 0, n = 0, sectors_read = 0, sectors_written = 0;
            std::string name;
            fields >> major >> minor >> name >> n >> n >> sectors_read >> n >> n >> n >> sectors_written;
            if (fs::exists("/sys/block/" + name + "/device", ec))
                disk_bytes += 512.0 * static_cast<double>(sectors_read + sectors_written);
        }
    }
};

ActivityMeter::ActivityMeter(std::vector<pid_t> apart)
    : apart_(std::move(apart))
    , begin_(std::make_shared<Seen>(apart_)) {}

Activity ActivityMeter::stop() const {
    Seen const now(apart_);
    double const tick = 1.0 / static_cast<double>(::sysconf(_SC_CLK_TCK));
    Activity out;
    std::map<std::string, std::uint64_t> by_name;
    for (auto const& [pid, process] : now.others) {
        auto const then = begin_->others.find(pid);
        bool const was_there = then != begin_->others.end() && then->second.start == process.start;
        auto const used = process.ticks - (was_there ? std::min(process.ticks, then->second.ticks) : 0);
        out.cpu_seconds += static_cast<double>(used) * tick;
        if (used > 0) by_name[process.name] += used;
    }
    auto const most = std::max_element(
        by_name.begin(), by_name.end(), [](auto const& a, auto const& b) { return a.second < b.second; });
    if (most != by_name.end()) out.busiest = most->first;
    out.steal_seconds = static_cast<double>(now.steal - begin_->steal) * tick;
    out.disk_bytes = now.disk_bytes - begin_->disk_bytes;
    return out;
}

} // namespace wasmbench::validation
