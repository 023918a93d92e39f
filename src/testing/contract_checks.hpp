#pragma once

#include "contract_bench.hpp"

#include <vector>

namespace wasmbench::testing::detail {

/// One clause of the contract.
struct Check {
    char const* name;
    /// The workloads it needs; not applicable when one of them is null.
    std::vector<Workload const * ContractSubject::*> needs;
    void (*run)(Bench&);
};

// The clauses, by what they are about; each list is in a file of its own (contract_<list>.cpp).
std::vector<Check> description_checks();
std::vector<Check> service_checks();
std::vector<Check> process_checks();
std::vector<Check> failure_checks();
std::vector<Check> program_failure_checks();
std::vector<Check> cancellation_checks();
std::vector<Check> program_checks();
std::vector<Check> leak_checks();

} // namespace wasmbench::testing::detail
