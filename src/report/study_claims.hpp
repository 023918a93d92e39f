#pragma once

#include <wasmbench/report/claims.hpp>

#include <string>
#include <utility>
#include <vector>

/// The claims as data, and the rows that they are about.
namespace wasmbench::report {

/// What the slides say.
std::vector<Claim> slide_claims();
/// What docs/claims.md says against their method, by number.
std::vector<Claim> correction_claims();

/// "Similar", "modest", "close": the published figures that are called so differ by up to 20 % (576 and 693 req/s).
inline constexpr double alike = 1.25;

/// Rows of the study, by what they run.
namespace study_rows {

inline RowPattern native(std::string workload, std::string endpoint = {}) {
    return {.runtime = "native", .workload = std::move(workload), .endpoint = std::move(endpoint)};
}
inline RowPattern docker(std::string workload, std::string endpoint = {}, std::string cache = "image present") {
    return {.runtime = "docker",
        .workload = std::move(workload),
        .endpoint = std::move(endpoint),
        .cache = std::move(cache)};
}
inline RowPattern wasmcloud(std::string workload, std::string endpoint = {}, std::string cache = "lattice up") {
    return {.runtime = "wasmcloud",
        .workload = std::move(workload),
        .endpoint = std::move(endpoint),
        .cache = std::move(cache)};
}
/// Compiled at every start.
inline RowPattern wasmtime(std::string workload, std::string endpoint = {}, std::string cache = "off") {
    return {.runtime = "wasmtime",
        .workload = std::move(workload),
        .endpoint = std::move(endpoint),
        .mode = ExecutionMode::jit,
        .cache = std::move(cache)};
}
inline RowPattern wasmtime_aot(std::string workload, std::string endpoint = {}) {
    return {.runtime = "wasmtime",
        .workload = std::move(workload),
        .endpoint = std::move(endpoint),
        .mode = ExecutionMode::aot};
}
inline RowPattern wasmedge(ExecutionMode mode, std::string workload, std::string endpoint = {}) {
    return {.runtime = "wasmedge", .workload = std::move(workload), .endpoint = std::move(endpoint), .mode = mode};
}

/// One quantity in two rows.
inline RatioTest test(ClaimQuantity of, RowPattern a, RowPattern b, Relation relation, double bound) {
    return {std::move(a), of, std::move(b), of, relation, bound};
}
/// Two quantities of one row.
inline RatioTest within_row(RowPattern row, ClaimQuantity a, ClaimQuantity b, Relation relation, double bound) {
    return {row, a, row, b, relation, bound};
}

} // namespace study_rows

} // namespace wasmbench::report
