#pragma once

#include <wasmbench/core/ledger.hpp>

#include <string>
#include <vector>

namespace wasmbench::tests {

/// Names of the ledger's entries of a start from launch to ready. Those that took no time at all are not
/// among them.
inline std::vector<std::string> start_entries(Timeline const& start) {
    auto const launch = start.at(marks::launch), ready = start.at(marks::ready);
    std::vector<std::string> out;
    if (!launch || !ready) return out;
    for (auto const& entry : make_ledger(*launch, start, {}, *ready).entries) out.push_back(entry.name);
    return out;
}

} // namespace wasmbench::tests
