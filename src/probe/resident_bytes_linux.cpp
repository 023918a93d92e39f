#include "proc_file.hpp"

#include <wasmbench/probe/parse_proc_status.hpp>
#include <wasmbench/probe/resident_bytes.hpp>

namespace wasmbench::probe {

Result<std::uint64_t> resident_bytes(int pid) {
    auto const name = detail::proc_path(pid, "status");
    auto const text = detail::read_proc_file(name);
    auto const status = text ? parse_proc_status(*text) : std::nullopt;
    if (status && status->rss) return *status->rss;
    Failure none{errc::unavailable, {}};
    none.diagnostics.stage = name + " has no VmRSS";
    return none;
}

} // namespace wasmbench::probe
