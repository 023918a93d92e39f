#pragma once

#include "spoilt_runtime.hpp"

#include <string>
#include <vector>

namespace wasmbench::tests {

/// One way to be wrong, and the clause that must find it.
struct Fault {
    std::string clause; ///< the begin of its name; only this one has it
    Spoil (*make)();    ///< anew for each runtime: what a Spoil remembers is of one runtime
    /// Begins of other clauses that the fault breaks too, because they cannot be kept without this one.
    std::vector<std::string> also = {};
};

// One for every clause of the contract; each list is in a file of its own.
std::vector<Fault> description_faults();
std::vector<Fault> instance_faults();
std::vector<Fault> start_faults();

} // namespace wasmbench::tests
