#include "owner.hpp"

#include <wasmbench/core/process_table.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace wasmbench::adapters::docker {
namespace {

template <class Number>
bool read(std::string_view text, Number& n) {
    auto const r = std::from_chars(text.data(), text.data() + text.size(), n);
    return r.ec == std::errc{} && r.ptr == text.data() + text.size();
}

} // namespace

Owner this_owner() {
    Owner o;
    o.pid = static_cast<int>(::getpid());
    if (auto const self = identify(o.pid)) o.start_ticks = self->start_ticks;
    std::error_code ec;
    auto const link = std::filesystem::read_symlink("/proc/self/ns/pid", ec).string(); // pid:[4026531836]
    if (auto const begin = link.find('['); begin != std::string::npos)
        o.pid_namespace = link.substr(begin + 1, link.find(']') - begin - 1);
    std::ifstream("/proc/sys/kernel/random/boot_id") >> o.boot;
    return o;
}

std::string to_string(Owner const& o) {
    return std::to_string(o.pid) + "." + std::to_string(o.start_ticks) + "." + o.pid_namespace + "." + o.boot;
}

std::optional<Owner> parse_owner(std::string_view text) {
    Owner o;
    auto part = [&text](bool last) {
        auto const p = text.substr(0, last ? std::string_view::npos : text.find('.'));
        text.remove_prefix(std::min(text.size(), p.size() + 1));
        return p;
    };
    if (!read(part(false), o.pid) || !read(part(false), o.start_ticks)) return std::nullopt;
    o.pid_namespace = part(false);
    o.boot = part(true);
    if (o.pid <= 0 || o.pid_namespace.empty() || o.boot.empty()) return std::nullopt;
    return o;
}

bool is_dead(Owner const& owner, Owner const& us, std::function<bool(ProcessIdentity const&)> const& lives) {
    if (owner.boot != us.boot) return true;
    if (owner.pid_namespace != us.pid_namespace) return false; // not for us to see
    ProcessIdentity const process{owner.pid, owner.start_ticks, Role::workload};
    return !lives(process);
}

} // namespace wasmbench::adapters::docker
