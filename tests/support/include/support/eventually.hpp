#pragma once

#include <chrono>
#include <thread>

namespace wasmbench::tests {

/// Whether `holds()` becomes true within ten seconds: for what another process does in its own time. Costs a
/// passing test no more than the other process needs.
template <class Predicate>
bool eventually(Predicate holds) {
    auto const deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
}

} // namespace wasmbench::tests
