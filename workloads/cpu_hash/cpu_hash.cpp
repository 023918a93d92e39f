// cpu_hash [N]: one SHA-256 digest over N updates (2,000,000 without an argument); prints iterations=N
// digest=HEX elapsed_ms=T, where T is the time of the loop alone, on the monotonic clock.
#include "update_loop.hpp"

#include "../program/clock.hpp"
#include "../program/whole_number.hpp"

#include <cinttypes>
#include <cstdint>
#include <cstdio>

namespace {

constexpr std::uint64_t default_iterations = 2'000'000;

} // namespace

int main(int argc, char** argv) {
    using namespace wasmbench::workloads;

    std::uint64_t iterations = default_iterations;
    if (argc > 2 || (argc == 2 && !parse_whole_number(argv[1], iterations))) {
        std::fputs("usage: cpu_hash [ITERATIONS]; ITERATIONS is a whole number, 2000000 if absent\n", stderr);
        return 2;
    }

    std::uint64_t const start = monotonic_ns();
    auto const digest = digest_of_updates(iterations);
    std::uint64_t const elapsed_us = (monotonic_ns() - start) / 1000;

    int const printed = std::printf("iterations=%" PRIu64 " digest=%s elapsed_ms=%" PRIu64 ".%03" PRIu64 "\n",
        iterations, hex(digest).data(), elapsed_us / 1000, elapsed_us % 1000);
    return printed > 0 && std::fflush(stdout) == 0 ? 0 : 1;
}
