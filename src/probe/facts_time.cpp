#include "fact_collector.hpp"
#include "text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <time.h>

namespace wasmbench::probe::detail {
namespace {

// FNV-1a, 64 bits (Fowler, Noll, Vo; http://www.isthe.com/chongo/tech/comp/fnv/): std::hash differs from
// library to library.
std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 14695981039346656037u;
    for (char const c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211u;
    }
    return hash;
}

} // namespace

void collect_time(FactCollector& facts) {
    std::time_t const now = ::time(nullptr);
    facts.known("time/utc", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)), "time");

    std::string const uptime = "/proc/uptime";
    auto const uptime_text = facts.read(uptime);
    auto const fields = uptime_text ? words(*uptime_text) : std::vector<std::string_view>();
    bool const good = !fields.empty() && to_decimal(fields.front());
    facts.maybe("time/uptime", good ? std::optional(std::string(fields.front())) : std::nullopt, uptime,
        uptime_text ? "does not read as the kernel documents it" : uptime_text.error().message());

    std::string const boot = "/proc/sys/kernel/random/boot_id";
    auto const boot_text = facts.read(boot);
    facts.maybe("time/boot",
        boot_text ? std::optional(fmt::format("{:016x}", fnv1a(trimmed(*boot_text)))) : std::nullopt, boot,
        boot_text ? std::string() : boot_text.error().message());
}

} // namespace wasmbench::probe::detail
