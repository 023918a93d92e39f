// The readers of the kernel's datagrams: a datagram that is cut short gives the beginning of what it would
// have given.

#include "fuzz_target.hpp"
#include "netlink_bytes.hpp"
#include "parse_proc_event.hpp"
#include "parse_taskstats.hpp"

#include <span>
#include <vector>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::probe::detail;

template <class T>
bool begins_with(std::vector<T> const& whole, std::vector<T> const& begin) {
    return begin.size() <= whole.size() && std::equal(begin.begin(), begin.end(), whole.begin());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Input in(data, size);
    auto const cut_at = in.number(2);
    auto const family = static_cast<std::uint16_t>(in.number(2));
    // A copy with an end of its own, which AddressSanitizer guards.
    auto const text = in.text();
    auto const* const first = reinterpret_cast<std::byte const*>(text.data());
    std::vector<std::byte> const bytes(first, first + text.size());
    std::span<std::byte const> const whole(bytes);
    std::vector<std::byte> const cut(first, first + cut_at % (text.size() + 1));

    auto const forks = parse_proc_events(whole).forks;
    auto const ended = parse_taskstats(whole, family).ended;
    require(forks.size() + ended.size() <= 2 * bytes.size() / sizeof(nlmsghdr),
        "there is a message for each record");
    require(begins_with(forks, parse_proc_events(cut).forks), "what is cut short is a beginning");
    require(begins_with(ended, parse_taskstats(cut, family).ended), "what is cut short is a beginning");
    for (auto const& task : ended)
        require(task.name.size() <= 32, "a name is as long as the kernel's at most");
    parse_family(whole);
    return 0;
}
