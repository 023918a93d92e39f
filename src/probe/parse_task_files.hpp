#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::probe::detail {

/// What /proc/PID/schedstat says of one thread (Linux, Documentation/scheduler/sched-stats.rst), in
/// nanoseconds.
struct Schedstat {
    std::uint64_t on_cpu = 0;
    std::uint64_t waiting = 0; ///< ready to run, and another had the CPU
    std::uint64_t slices = 0;

    friend bool operator==(Schedstat const&, Schedstat const&) = default;
};

/// nullopt when it is not three numbers. Pure.
std::optional<Schedstat> parse_schedstat(std::string_view text);

/// What /proc/PID/io says of storage (proc(5)), in bytes.
struct StorageIo {
    std::uint64_t read_bytes = 0;
    std::uint64_t write_bytes = 0;

    friend bool operator==(StorageIo const&, StorageIo const&) = default;
};

/// nullopt when one of the two lines is missing, malformed or there twice. Pure.
std::optional<StorageIo> parse_storage_io(std::string_view text);

} // namespace wasmbench::probe::detail
