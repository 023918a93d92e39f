// What a client that sleeps until each request is due could reach on this machine at best: a thread that only sleeps until the
// next slot of a constant rate and notes when it woke. Like the load generator, it takes every slot that is due when it wakes.
//
//   wasmbench-bench-sleeper RATE SECONDS
//
// Prints one line of JSON: the lateness of the slots (seconds: p50, p99, max) and the most of them taken in any 1 ms.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

#include <sys/prctl.h>

namespace {

std::int64_t now_ns() {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

void sleep_until(std::int64_t ns) {
    timespec const t{static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000)};
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) != 0) {}
}

double seconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-9;
}

} // namespace

int main(int argc, char** argv) {
    auto const rate = argc == 3 ? std::atof(argv[1]) : 0;
    auto const length = argc == 3 ? std::atof(argv[2]) : 0;
    if (rate < 1 || rate > 1e6 || !(length > 0) || length > 60) {
        std::fprintf(stderr, "wasmbench-bench-sleeper: expected RATE (1 to 1000000 per second) and SECONDS (up to 60)\n");
        return 2;
    }
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); // the kernel would add up to 50 us for its own comfort
    auto const slots = static_cast<std::size_t>(rate * length);
    std::vector<std::int64_t> taken(slots);
    std::vector<std::int64_t> late(slots);
    auto const begin = now_ns() + 1'000'000;
    auto const due = [&](std::size_t k) { return begin + static_cast<std::int64_t>(static_cast<double>(k) * 1e9 / rate); };
    for (std::size_t k = 0; k < slots;) {
        sleep_until(due(k));
        for (auto now = now_ns(); k < slots && due(k) <= now; ++k) {
            taken[k] = now;
            late[k] = now - due(k);
        }
    }
    std::size_t worst = 0;
    for (std::size_t first = 0, last = 0; last < slots; ++last) {
        while (taken[last] - taken[first] >= 1'000'000) ++first;
        worst = std::max(worst, last - first + 1);
    }
    std::sort(late.begin(), late.end());
    std::printf("{\"p50\": %.9f, \"p99\": %.9f, \"max\": %.9f, \"most_in_1_ms\": %zu}\n", seconds(late[slots / 2]),
        seconds(late[slots * 99 / 100]), seconds(late.back()), worst);
}
