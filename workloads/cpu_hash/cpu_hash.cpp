// cpu_hash [N]: one SHA-256 digest over N updates (2,000,000 without an argument); prints iterations=N
// digest=HEX elapsed_ms=T, where T is the time of the loop alone, on the monotonic clock.
#include "update_loop.hpp"

#include <charconv>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <system_error>

#include <time.h>

namespace {

constexpr std::uint64_t default_iterations = 2'000'000;

// clock_gettime rather than <chrono>: POSIX and wasi-libc both have it, and the module then needs no libc++.
std::uint64_t monotonic_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

bool parse(std::string_view text, std::uint64_t& value) {
    char const* const end = text.data() + text.size();
    auto const [rest, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && rest == end;
}

} // namespace

int main(int argc, char** argv) {
    std::uint64_t iterations = default_iterations;
    if (argc > 2 || (argc == 2 && !parse(argv[1], iterations))) {
        std::fputs("usage: cpu_hash [ITERATIONS]; ITERATIONS is a whole number, 2000000 if absent\n", stderr);
        return 2;
    }

    std::uint64_t const start = monotonic_ns();
    auto const digest = wasmbench::workloads::digest_of_updates(iterations);
    std::uint64_t const elapsed_us = (monotonic_ns() - start) / 1000;

    int const printed = std::printf("iterations=%" PRIu64 " digest=%s elapsed_ms=%" PRIu64 ".%03" PRIu64 "\n",
        iterations, wasmbench::workloads::hex(digest).data(), elapsed_us / 1000, elapsed_us % 1000);
    return printed > 0 && std::fflush(stdout) == 0 ? 0 : 1;
}
