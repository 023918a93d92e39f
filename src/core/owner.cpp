#include <wasmbench/core/owner.hpp>

#include <wasmbench/core/process_table.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <mutex>

#include <unistd.h>
#ifdef __APPLE__
#include <array>

#include <sys/sysctl.h>
#endif

namespace wasmbench {
namespace {

template <class Number>
bool read_number(std::string_view text, Number& n) {
    auto const r = std::from_chars(text.data(), text.data() + text.size(), n);
    return r.ec == std::errc{} && r.ptr == text.data() + text.size();
}

Owner owner_of(int pid) {
    Owner o;
    o.pid = pid;
    if (auto const self = identify(o.pid)) o.start_ticks = self->start_ticks;
#ifdef __APPLE__
    o.pid_namespace = "1";
    std::array<char, 64> text{};
    auto size = text.size() - 1;
    if (::sysctlbyname("kern.bootsessionuuid", text.data(), &size, nullptr, 0) == 0) o.boot = text.data();
#else
    std::error_code ec;
    auto const link = std::filesystem::read_symlink("/proc/self/ns/pid", ec).string(); // pid:[4026531836]
    if (auto const begin = link.find('['); begin != std::string::npos)
        o.pid_namespace = link.substr(begin + 1, link.find(']') - begin - 1);
    std::ifstream("/proc/sys/kernel/random/boot_id") >> o.boot;
#endif
    return o;
}

} // namespace

// Asked for at each launch, where four files would be read in vain.
Owner this_owner() {
    static std::mutex mutex;
    static Owner known;
    std::lock_guard const lock(mutex);
    auto const pid = static_cast<int>(::getpid());
    if (known.pid != pid) known = owner_of(pid);
    return known;
}

std::string to_string(Owner const& o) {
    return std::to_string(o.pid) + "." + std::to_string(o.start_ticks) + "." + o.pid_namespace + "." + o.boot;
}

std::optional<Owner> parse_owner(std::string_view text) {
    Owner o;
    auto const whole = text;
    auto part = [&text](bool last) {
        auto const p = text.substr(0, last ? std::string_view::npos : text.find('.'));
        text.remove_prefix(std::min(text.size(), p.size() + 1));
        return p;
    };
    if (!read_number(part(false), o.pid) || !read_number(part(false), o.start_ticks)) return std::nullopt;
    o.pid_namespace = part(false);
    o.boot = part(true);
    if (o.pid <= 0 || o.pid_namespace.empty() || o.boot.empty() || to_string(o) != whole) return std::nullopt;
    return o;
}

bool is_dead(Owner const& owner, Owner const& us, std::function<bool(ProcessIdentity const&)> const& lives) {
    if (owner.boot != us.boot) return true;
    if (owner.pid_namespace != us.pid_namespace) return false; // not for us to see
    if (owner.start_ticks == 0) return false;                  // would be any process of that number
    ProcessIdentity const process{owner.pid, owner.start_ticks, Role::workload};
    return !lives(process);
}

bool is_dead(Owner const& owner) {
    auto const us = this_owner();
    // Who does not know himself cannot tell others.
    return !us.boot.empty() && !us.pid_namespace.empty() && is_dead(owner, us, alive);
}

} // namespace wasmbench
