// The least that uses the library: its version, and its clock twice.
#include <wasmbench/core/system_clock.hpp>
#include <wasmbench/core/version.hpp>

#include <cstdio>

int main() {
    auto const clock = wasmbench::make_system_clock();
    auto const first = clock->now();
    auto const between = wasmbench::to_seconds(clock->now() - first);
    std::printf("wasmbench %s, between two looks at the clock: %.0f ns\n", wasmbench::version.data(), between * 1e9);
    return between < 0;
}
