#include "group_name.hpp"
#include "own_group_plan.hpp"
#include "proc_file.hpp"
#include "text.hpp"

#include <wasmbench/core/owner.hpp>
#include <wasmbench/probe/control_group.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wasmbench::probe {
namespace {

namespace fs = std::filesystem;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

error_code write_number(std::string const& path, int number) {
    int const fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0) return last_error();
    auto const text = std::to_string(number);
    error_code ec;
    if (::write(fd, text.data(), text.size()) < 0) ec = last_error();
    ::close(fd);
    return ec;
}

bool exists(std::string const& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

std::vector<int> pids_in(std::string const& folder) {
    std::vector<int> out;
    auto const text = detail::read_proc_file(folder + "/cgroup.procs");
    if (!text) return out;
    std::string_view rest = *text;
    while (auto const line = detail::take_line(rest))
        if (auto const pid = detail::to_unsigned(detail::trimmed(*line))) out.push_back(static_cast<int>(*pid));
    return out;
}

// Removes the groups of harnesses that have died. Refused by the kernel as long as a process is inside: those are for
// leftover_groups(), this is done beside measurements.
void remove_stale(std::string const& parent) {
    std::error_code ec;
    std::vector<fs::path> stale;
    for (fs::directory_iterator it(parent, ec), end; !ec && it != end; it.increment(ec)) {
        auto const owner = detail::owner_of_group(it->path().filename().string());
        if (owner && owner->boot == this_owner().boot && is_dead(*owner)) stale.push_back(it->path());
    }
    for (auto const& path : stale) ::rmdir(path.c_str());
}

Failure refused(error_code ec, std::string subject, std::string remedy) {
    Diagnostics d;
    d.stage = "make a control group";
    d.subject = std::move(subject);
    d.remedy = std::move(remedy);
    return {ec, std::move(d)};
}

// A process that is just ending is still in the way.
constexpr auto removal_deadline = std::chrono::seconds(1);
constexpr auto removal_pause = std::chrono::microseconds(200);

} // namespace

struct ControlGroup::State {
    struct Folder {
        detail::GroupPlace place;
        std::string path;
        bool made = false;
    };
    std::vector<Folder> folders;
    GroupAccounts accounts;
    bool by_thread = true;
    bool changes_scheduling = false;

    // Version 1 moves one thread, version 2 the process; in a hybrid system version 2 has only pressure to give,
    // for which the whole harness is not moved.
    bool is_entered(Folder const& f) const { return !by_thread || !f.place.version_2; }
    char const* entry(Folder const& f) const { return f.place.version_2 ? "/cgroup.procs" : "/tasks"; }
};

ControlGroup::ControlGroup(std::unique_ptr<State> state)
    : state_(std::move(state)) {}

Result<std::unique_ptr<ControlGroup>> ControlGroup::create(fs::path root) {
    static std::atomic<unsigned> counter{0};
    auto const at_root = [&](std::string const& path) {
        return root == "/" ? path : (root / path.substr(1)).string();
    };
    auto const mountinfo = detail::read_proc_file(at_root("/proc/self/mountinfo"));
    auto const membership = detail::read_proc_file(at_root("/proc/self/cgroup"));
    auto const own = membership ? parse_cgroup_memberships(*membership) : std::nullopt;
    if (!mountinfo || !own)
        return refused(errc::unavailable, "/proc/self/mountinfo and /proc/self/cgroup cannot be read",
            "control groups need Linux with /proc mounted");

    auto state = std::make_unique<State>();
    auto const name = detail::group_name(this_owner(), counter.fetch_add(1));
    auto& s = *state;
    std::unique_ptr<ControlGroup> group(new ControlGroup(std::move(state))); // from here on what is made is removed
    error_code first_error;
    std::string first_folder;
    for (auto& place : detail::plan_own_group(parse_cgroup_mounts(*mountinfo), *own)) {
        place.own = at_root(place.own);
        place.parent = at_root(place.parent);
        remove_stale(place.parent);
        State::Folder folder{place, place.parent + '/' + name, false};
        if (::mkdir(folder.path.c_str(), 0755) != 0) {
            if (!first_error) {
                first_error = last_error();
                first_folder = place.parent;
            }
            continue;
        }
        folder.made = true;
        s.folders.push_back(folder);
        CgroupFolder const account{folder.path, place.version_2};
        if (place.memory && (!place.version_2 || exists(folder.path + "/memory.current"))) s.accounts.memory = account;
        if (place.cpu) s.accounts.cpu = account;
        if (place.version_2 && exists(folder.path + "/cpu.pressure")) s.accounts.pressure = account;
        if (place.cpu && (place.schedules || exists(folder.path + "/cpu.weight"))) s.changes_scheduling = true;
    }
    if (!s.accounts.memory && !s.accounts.cpu) {
        if (first_error)
            return refused(first_error, first_folder,
                "run it as root, or where the hierarchy is writable (a container needs a delegated one)");
        return refused(errc::unavailable, "no hierarchy that accounts for memory or CPU time is mounted",
            "mount one; the init system or the container engine does that");
    }
    // As soon as one account is version 2's, only the whole process can be inside it.
    s.by_thread = !(s.accounts.memory && s.accounts.memory->version_2) && !(s.accounts.cpu && s.accounts.cpu->version_2);
    return group;
}

ControlGroup::~ControlGroup() {
    remove();
}

error_code ControlGroup::enter() {
    for (auto const& f : state_->folders) {
        if (!state_->is_entered(f)) continue;
        if (auto ec = write_number(f.path + state_->entry(f), 0)) { // 0: whoever writes
            leave();
            return ec;
        }
    }
    return {};
}

error_code ControlGroup::leave() {
    error_code first;
    for (auto const& f : state_->folders)
        if (state_->is_entered(f))
            if (auto ec = write_number(f.place.own + state_->entry(f), 0); ec && !first) first = ec;
    return first;
}

bool ControlGroup::enters_by_thread() const noexcept {
    return state_->by_thread;
}

error_code ControlGroup::adopt(int pid) {
    error_code first;
    for (auto const& f : state_->folders)
        if (auto ec = write_number(f.path + "/cgroup.procs", pid); ec && !first) first = ec;
    return first;
}

std::vector<int> ControlGroup::processes() const {
    std::vector<int> out;
    for (auto const& f : state_->folders)
        for (int pid : pids_in(f.path))
            if (std::find(out.begin(), out.end(), pid) == out.end()) out.push_back(pid);
    return out;
}

bool ControlGroup::changes_scheduling() const noexcept {
    return state_->changes_scheduling;
}

GroupAccounts const& ControlGroup::accounts() const noexcept {
    return state_->accounts;
}

error_code ControlGroup::remove() {
    error_code first;
    auto const deadline = std::chrono::steady_clock::now() + removal_deadline;
    for (auto& f : state_->folders) {
        while (f.made) {
            for (int pid : pids_in(f.path)) write_number(f.place.own + "/cgroup.procs", pid);
            if (::rmdir(f.path.c_str()) == 0 || errno == ENOENT) {
                f.made = false;
            } else if (errno != EBUSY || std::chrono::steady_clock::now() > deadline) {
                if (!first) first = last_error();
                break;
            } else {
                std::this_thread::sleep_for(removal_pause);
            }
        }
    }
    return first;
}

Availability own_groups_available(fs::path const& root) {
    auto const group = ControlGroup::create(root);
    if (!group) {
        auto const& d = group.error().diagnostics;
        return Availability::no(d.subject + ": " + group.error().code.message(), d.remedy);
    }
    if (!(*group)->accounts().memory)
        return {true, {}, "memory is not accounted for: its controller is off for the harness's group", {}};
    return Availability::yes();
}

} // namespace wasmbench::probe
