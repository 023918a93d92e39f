#pragma once

#include <wasmbench/probe/parse_meminfo.hpp>

#include <optional>

namespace wasmbench::probe {

/// The machine's memory now, from /proc/meminfo; nullopt where that is not there. Some 30 us. Safe from any thread.
std::optional<MemInfo> read_machine_memory();

} // namespace wasmbench::probe
