// macOS: Mach's page counts and the size of the swap files. Compiled by cross-compilation, never run by this project.
#include <wasmbench/probe/machine_memory.hpp>

#include <mach/mach_host.h>
#include <mach/mach_init.h>
#include <mach/mach_port.h>
#include <sys/sysctl.h>
#include <unistd.h>

namespace wasmbench::probe {

std::optional<MemInfo> read_machine_memory() {
    MemInfo out;
    std::size_t size = sizeof out.total;
    if (::sysctlbyname("hw.memsize", &out.total, &size, nullptr, 0) != 0) return std::nullopt;

    vm_statistics64_data_t vm{};
    mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
    auto const host = ::mach_host_self();
    auto const answer = ::host_statistics64(host, HOST_VM_INFO64, reinterpret_cast<host_info64_t>(&vm), &count);
    ::mach_port_deallocate(::mach_task_self(), host);
    if (answer != KERN_SUCCESS) return std::nullopt;
    auto const page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    // Speculative pages were read ahead and count as free in Mach's figure; inactive file pages can be had at once.
    out.free = static_cast<std::uint64_t>(vm.free_count) * page;
    out.available = (static_cast<std::uint64_t>(vm.free_count) + vm.external_page_count) * page;

    xsw_usage swap{};
    size = sizeof swap;
    if (::sysctlbyname("vm.swapusage", &swap, &size, nullptr, 0) == 0) {
        out.swap_total = swap.xsu_total;
        out.swap_free = swap.xsu_avail;
    }
    return out;
}

} // namespace wasmbench::probe
