#include "proc_file.hpp"
#include "text.hpp"

#include <wasmbench/probe/group_usage.hpp>

namespace wasmbench::probe {
namespace {

constexpr double nanoseconds = 1e-9;
constexpr double microseconds = 1e-6;

std::optional<double> scaled(std::optional<double> value, double factor) {
    if (value) *value *= factor;
    return value;
}

std::optional<double> number_in(std::string const& path) {
    auto const text = detail::read_proc_file(path);
    if (!text) return std::nullopt;
    auto const value = detail::to_unsigned(detail::trimmed(*text));
    if (!value) return std::nullopt;
    return static_cast<double>(*value);
}

// The value of a "key value" line, as in memory.stat and cpu.stat.
std::optional<double> entry_in(std::string const& path, std::string_view key) {
    auto const text = detail::read_proc_file(path);
    if (!text) return std::nullopt;
    return detail::counter_in(*text, key);
}

std::optional<Pressure> pressure_in(std::string const& path) {
    auto const text = detail::read_proc_file(path);
    return text ? parse_pressure(*text) : std::nullopt;
}

} // namespace

GroupUsage read_group(GroupAccounts const& accounts) {
    GroupUsage out;
    if (accounts.memory) {
        auto const& [folder, version_2] = *accounts.memory;
        out.memory = number_in(folder + (version_2 ? "/memory.current" : "/memory.usage_in_bytes"));
        out.memory_peak = number_in(folder + (version_2 ? "/memory.peak" : "/memory.max_usage_in_bytes"));
        out.unused_cache =
            entry_in(folder + "/memory.stat", version_2 ? "inactive_file" : "total_inactive_file");
    }
    if (accounts.cpu && accounts.cpu->version_2) {
        auto const file = accounts.cpu->path + "/cpu.stat";
        out.cpu_seconds = scaled(entry_in(file, "usage_usec"), microseconds);
        out.user_seconds = scaled(entry_in(file, "user_usec"), microseconds);
        out.system_seconds = scaled(entry_in(file, "system_usec"), microseconds);
    } else if (accounts.cpu) {
        auto const stem = accounts.cpu->path + "/cpuacct.usage";
        out.cpu_seconds = scaled(number_in(stem), nanoseconds);
        out.user_seconds = scaled(number_in(stem + "_user"), nanoseconds);
        out.system_seconds = scaled(number_in(stem + "_sys"), nanoseconds);
    }
    if (accounts.pressure) {
        out.cpu_pressure = pressure_in(accounts.pressure->path + "/cpu.pressure");
        out.memory_pressure = pressure_in(accounts.pressure->path + "/memory.pressure");
        out.io_pressure = pressure_in(accounts.pressure->path + "/io.pressure");
    }
    return out;
}

} // namespace wasmbench::probe
