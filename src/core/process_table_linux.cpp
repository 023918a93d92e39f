#include "orphans.hpp"

#include <wasmbench/core/detail/descriptor.hpp>
#include <wasmbench/core/process_table.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasmbench {
namespace {

// procfs files have no size; they are read until the end, up to a bound.
std::string read_file(std::string const& path, std::size_t limit = 1 << 20) {
    std::string out;
    int const fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return out;
    std::array<char, 4096> buffer;
    while (out.size() < limit) {
        auto const n = ::read(fd, buffer.data(), buffer.size());
        if (n <= 0) break;
        out.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ::close(fd);
    return out;
}

struct StatLine {
    char state = 'X';
    int parent = 0;
    int session = 0;
    int threads = 0;
    std::uint64_t start_ticks = 0;
};

// proc(5): the command name in parentheses may hold anything, parentheses too, so fields count from the last
// one.
std::optional<StatLine> read_stat(int pid) {
    auto const text = read_file("/proc/" + std::to_string(pid) + "/stat");
    auto const close = text.rfind(')');
    if (close == std::string::npos) return std::nullopt;
    StatLine line;
    int field = 3; // the first one after the name
    char const* p = text.data() + close + 1;
    char const* const end = text.data() + text.size();
    while (p < end) {
        while (p < end && *p == ' ') ++p;
        char const* word_end = std::find(p, end, ' ');
        if (field == 3 && p < end) line.state = *p;
        if (field == 4) std::from_chars(p, word_end, line.parent);
        if (field == 6) std::from_chars(p, word_end, line.session);
        if (field == 20) std::from_chars(p, word_end, line.threads);
        if (field == 22) {
            std::from_chars(p, word_end, line.start_ticks);
            return line;
        }
        p = word_end;
        ++field;
    }
    return std::nullopt;
}

// The state is that of the main thread, which may end before the others do.
bool runs(StatLine const& s) noexcept {
    return (s.state != 'Z' && s.state != 'X' && s.state != 'x') || s.threads > 1;
}

std::vector<int> all_pids() {
    std::vector<int> pids;
    std::error_code ec;
    for (std::filesystem::directory_iterator it("/proc", ec), end; !ec && it != end; it.increment(ec)) {
        auto const name = it->path().filename().string();
        int pid = 0;
        auto const [p, e] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (e == std::errc{} && p == name.data() + name.size()) pids.push_back(pid);
    }
    return pids;
}

// Children of one process by the kernel's own list (CONFIG_PROC_CHILDREN); nullopt where it has none.
std::optional<std::vector<int>> listed_children(int pid) {
    std::vector<int> out;
    std::error_code ec;
    auto const tasks = "/proc/" + std::to_string(pid) + "/task";
    for (std::filesystem::directory_iterator it(tasks, ec), end; !ec && it != end; it.increment(ec)) {
        auto const file = it->path().string() + "/children";
        if (::access(file.c_str(), R_OK) != 0) {
            if (errno == ENOENT && std::filesystem::exists(it->path(), ec)) return std::nullopt;
            continue;
        }
        auto const text = read_file(file);
        char const* p = text.data();
        char const* const e = p + text.size();
        while (p < e) {
            int child = 0;
            auto const r = std::from_chars(p, e, child);
            if (r.ec == std::errc{}) {
                out.push_back(child);
                p = r.ptr;
            } else {
                ++p;
            }
        }
    }
    return out;
}

std::map<int, std::vector<int>> children_by_scan() {
    std::map<int, std::vector<int>> out;
    for (int pid : all_pids())
        if (auto s = read_stat(pid)) out[s->parent].push_back(pid);
    return out;
}

} // namespace

std::optional<ProcessIdentity> identify(int pid) {
    auto const s = read_stat(pid);
    if (!s || !runs(*s)) return std::nullopt;
    return ProcessIdentity{pid, s->start_ticks, Role::workload};
}

bool alive(ProcessIdentity const& process) {
    auto const s = read_stat(process.pid);
    return s && runs(*s) && (process.start_ticks == 0 || s->start_ticks == process.start_ticks);
}

std::vector<ProcessIdentity> descendants(std::vector<ProcessIdentity> const& roots) {
    std::vector<ProcessIdentity> out;
    std::optional<std::map<int, std::vector<int>>> scanned;
    auto add = [&](int pid, Role role) {
        if (std::any_of(out.begin(), out.end(), [&](auto const& p) { return p.pid == pid; })) return;
        if (auto id = identify(pid)) {
            id->role = role;
            out.push_back(*id);
        }
    };
    for (auto const& r : roots)
        if (alive(r)) add(r.pid, r.role);
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const parent = out[i];
        if (!scanned) {
            if (auto children = listed_children(parent.pid)) {
                for (int c : *children) add(c, parent.role);
                continue;
            }
            scanned = children_by_scan();
        }
        for (int c : (*scanned)[parent.pid]) add(c, parent.role);
    }
    return out;
}

namespace {

template <class Wanted>
std::vector<EnvironmentEntry> by_environment(Wanted wanted) {
    std::vector<EnvironmentEntry> out;
    int const self = ::getpid();
    for (int pid : all_pids()) {
        if (pid == self) continue;
        auto const environment = read_file("/proc/" + std::to_string(pid) + "/environ");
        std::string_view rest = environment;
        while (!rest.empty()) {
            auto const one = rest.substr(0, rest.find('\0'));
            if (wanted(one)) {
                if (auto id = identify(pid)) out.push_back({*id, std::string(one)});
                break;
            }
            if (one.size() == rest.size()) break;
            rest.remove_prefix(one.size() + 1);
        }
    }
    return out;
}

std::vector<ProcessIdentity> processes_of(std::vector<EnvironmentEntry> const& entries) {
    std::vector<ProcessIdentity> out;
    for (auto const& e : entries) out.push_back(e.process);
    return out;
}

} // namespace

// The padding of an environment would match what is empty.
std::vector<ProcessIdentity> with_environment_entry(std::string_view entry) {
    if (entry.empty()) return {};
    return processes_of(by_environment([&](std::string_view one) { return one == entry; }));
}

std::vector<ProcessIdentity> with_environment_prefix(std::string_view prefix) {
    return processes_of(environment_entries(prefix));
}

std::vector<EnvironmentEntry> environment_entries(std::string_view prefix) {
    if (prefix.empty()) return {};
    return by_environment([&](std::string_view one) { return one.starts_with(prefix); });
}

std::vector<ProcessIdentity> running_from(std::filesystem::path const& folder) {
    std::vector<ProcessIdentity> out;
    std::error_code ec;
    auto const below = std::filesystem::canonical(folder, ec) / ""; // as the kernel writes it, with the slash at its end
    if (ec) return out;
    for (int pid : all_pids()) {
        if (pid == ::getpid()) continue;
        // Of a file that has been removed the kernel appends a word to the name.
        auto const program = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/exe", ec);
        if (ec || !program.native().starts_with(below.native())) continue;
        if (auto id = identify(pid)) out.push_back(*id);
    }
    return out;
}

std::string command_line(int pid) {
    constexpr std::size_t longest = 200;
    auto words = read_file("/proc/" + std::to_string(pid) + "/cmdline", longest);
    words.resize(std::min(words.size(), longest));
    while (!words.empty() && words.back() == '\0') words.pop_back();
    std::replace(words.begin(), words.end(), '\0', ' ');
    return detail::printable(words, ' ');
}

error_code kill_process(ProcessIdentity const& process) {
    auto const refused = [] { return errno == ESRCH ? error_code() : error_code(errno, boost::system::system_category()); };
    detail::Descriptor const fd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0u)));
    if (!fd && errno != ENOSYS) return refused();
    // From here on the descriptor is of whoever has the number now: is it the one that is meant?
    if (!alive(process)) return {};
    auto const r = fd ? ::syscall(SYS_pidfd_send_signal, fd.get(), SIGKILL, nullptr, 0u) : ::kill(process.pid, SIGKILL);
    return r == 0 ? error_code() : refused();
}

namespace detail {

Orphans ended_orphans(std::uint64_t since_ticks) {
    Orphans out;
    int adopts = 0; // the kernel's answer: the embedding program may have decided otherwise than a launcher
    if (::prctl(PR_GET_CHILD_SUBREAPER, &adopts, 0, 0, 0) != 0 || adopts == 0) return out;
    int const self = ::getpid();
    int const session = ::getsid(0);
    for (int pid : all_pids()) {
        auto const s = read_stat(pid);
        if (!s || s->parent != self || s->session == session || s->start_ticks < since_ticks) continue;
        if (!runs(*s)) out.ended.push_back(pid);
        // Seven zeros: a process without memory (proc(5), statm). Only one that is ending has none.
        else if (read_file("/proc/" + std::to_string(pid) + "/statm").rfind("0 0 0 ", 0) == 0)
            out.ending = true;
    }
    return out;
}

} // namespace detail
} // namespace wasmbench
