#include "fact_collector.hpp"
#include "text.hpp"

#include <wasmbench/probe/parse_pressure.hpp>

#include <fmt/format.h>

#include <unistd.h>

namespace wasmbench::probe::detail {

namespace {

// Other harnesses that run now, by the name of their program.
void add_others(FactCollector& facts) {
    std::string const own = std::to_string(::getpid());
    std::optional<std::uint64_t> others;
    for (auto const& name : facts.list("/proc")) {
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        auto const comm = facts.read("/proc/" + name + "/comm");
        if (!comm) continue;
        others = others.value_or(0) + (trimmed(*comm) == "wasmbench" && name != own ? 1 : 0);
    }
    facts.maybe("load/other_harnesses", others ? std::optional(std::to_string(*others)) : std::nullopt,
        "/proc/*/comm", "no process is to be seen there");
}

} // namespace

void collect_activity(FactCollector& facts) {
    for (std::string const resource : {"cpu", "memory", "io"}) {
        auto const path = "/proc/pressure/" + resource;
        auto const text = facts.read(path);
        auto const pressure = text ? parse_pressure(*text) : std::nullopt;
        facts.maybe("pressure/" + resource,
            pressure ? std::optional(fmt::format("{:.4f}", pressure->some.avg10)) : std::nullopt, path,
            text ? "does not read as the kernel documents it"
                 : text.error().message() + ": needs a kernel with CONFIG_PSI, and psi=1 at boot");
    }

    std::string const path = "/proc/loadavg";
    auto const text = facts.read(path);
    auto const fields = text ? words(*text) : std::vector<std::string_view>();
    std::size_t index = 0;
    for (auto const* name : {"load/1min", "load/5min", "load/15min"}) {
        bool const good = index < fields.size() && to_decimal(fields[index]);
        facts.maybe(name, good ? std::optional(std::string(fields[index])) : std::nullopt, path,
            text ? "does not read as the kernel documents it" : text.error().message());
        ++index;
    }
    add_others(facts);
}

} // namespace wasmbench::probe::detail
