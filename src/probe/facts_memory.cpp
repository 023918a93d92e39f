#include "fact_collector.hpp"

#include <wasmbench/probe/machine_memory.hpp>
#include <wasmbench/probe/parse_meminfo.hpp>

#include <unistd.h>

namespace wasmbench::probe::detail {
namespace {

void add_meminfo(FactCollector& facts) {
#ifdef __APPLE__
    std::string const path = "hw.memsize, host_statistics64, vm.swapusage";
    auto const info = read_machine_memory();
    std::string const reason = "the kernel refuses to tell";
#else
    std::string const path = "/proc/meminfo";
    auto const text = facts.read(path);
    auto const info = text ? parse_meminfo(*text) : std::nullopt;
    auto const reason =
        text ? std::string("does not read as the kernel documents it") : text.error().message();
#endif
    auto const add = [&](char const* name, auto value_in) {
        std::optional<std::string> value;
        if (info)
            if (std::optional<std::uint64_t> const bytes = value_in(*info)) value = std::to_string(*bytes);
        facts.maybe(name, value, path, info ? "this kernel does not say" : reason);
    };
    add("memory/total", [](MemInfo const& m) { return m.total; });
    add("memory/available", [](MemInfo const& m) { return m.available; });
    add("memory/swap_total", [](MemInfo const& m) { return m.swap_total; });
    add("memory/swap_used", [](MemInfo const& m) { return m.swap_total - m.swap_free; });
}

// "always [madvise] never": the one in brackets is in force.
void add_huge_pages(FactCollector& facts) {
    std::string const path = "/sys/kernel/mm/transparent_hugepage/enabled";
    auto const text = facts.read(path);
    if (!text) {
        facts.unknown("memory/transparent_huge_pages", path, text.error().message());
        return;
    }
    auto const open = text->find('[');
    auto const close = text->find(']', open == std::string::npos ? 0 : open);
    std::optional<std::string> value;
    if (open != std::string::npos && close != std::string::npos)
        value = text->substr(open + 1, close - open - 1);
    facts.maybe("memory/transparent_huge_pages", value, path, "no choice is marked with brackets");
}

} // namespace

void collect_memory(FactCollector& facts) {
    add_meminfo(facts);
    facts.known("memory/page_size", std::to_string(::sysconf(_SC_PAGESIZE)), "sysconf(_SC_PAGESIZE)");
    add_huge_pages(facts);
    facts.file("memory/numa_nodes", "/sys/devices/system/node/online");
    facts.file("memory/numa_balancing", "/proc/sys/kernel/numa_balancing");
    facts.file("memory/swappiness", "/proc/sys/vm/swappiness");
    facts.file("memory/same_page_merging", "/sys/kernel/mm/ksm/run");
}

} // namespace wasmbench::probe::detail
