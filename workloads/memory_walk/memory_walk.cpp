// memory_walk [MIB]: fills a block of memory (64 MiB without an argument) and walks its pages in a scattered
// order; prints mib=N checksum=HEX fill_ms=T elapsed_ms=T, on the monotonic clock.
#include "../program/clock.hpp"
#include "../program/whole_number.hpp"
#include "walk.hpp"

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace {

struct Free {
    void operator()(void* memory) const { std::free(memory); }
};

} // namespace

int main(int argc, char** argv) {
    using namespace wasmbench::workloads;

    std::uint64_t mib = default_mib;
    if (argc > 2 || (argc == 2 && !parse_whole_number(argv[1], mib)) || mib == 0 || mib > most_mib) {
        std::fputs("usage: memory_walk [MIB]; MIB is a whole number from 1 to 1024, 64 if absent\n", stderr);
        return 2;
    }
    auto const bytes = static_cast<std::size_t>(mib << 20);
    // Held until main returns: all of it is in use to the end, which is what a reader of its memory should see.
    std::unique_ptr<std::uint64_t, Free> const words(
        static_cast<std::uint64_t*>(std::aligned_alloc(MemoryWalk::page_bytes, bytes)));
    if (!words) {
        std::fprintf(stderr, "memory_walk: no %" PRIu64 " MiB of memory to be had\n", mib);
        return 1;
    }

    auto const outcome = fill_and_walk({words.get(), bytes / sizeof(std::uint64_t)}, monotonic_ns);
    std::uint64_t const fill_us = outcome.fill_ns / 1000;
    std::uint64_t const elapsed_us = outcome.elapsed_ns / 1000;
    int const printed = std::printf("mib=%" PRIu64 " checksum=%s fill_ms=%" PRIu64 ".%03" PRIu64
                                    " elapsed_ms=%" PRIu64 ".%03" PRIu64 "\n",
        mib, hex(outcome.checksum).text, fill_us / 1000, fill_us % 1000, elapsed_us / 1000,
        elapsed_us % 1000);
    return printed > 0 && std::fflush(stdout) == 0 ? 0 : 1;
}
