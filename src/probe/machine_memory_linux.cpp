#include "proc_file.hpp"

#include <wasmbench/probe/machine_memory.hpp>

namespace wasmbench::probe {

std::optional<MemInfo> read_machine_memory() {
    auto const text = detail::read_proc_file("/proc/meminfo");
    return text ? parse_meminfo(*text) : std::nullopt;
}

} // namespace wasmbench::probe
