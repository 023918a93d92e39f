#pragma once

#include "../cpu_hash/sha256.hpp"
#include "document.hpp"
#include "json/parser.hpp"
#include "json/writer.hpp"
#include "transform.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace wasmbench::workloads {

constexpr std::uint64_t default_rounds = 200;

/// All the memory that the rounds need. Static in the program and in the component, so that both run the same
/// statements and neither measures a malloc.
struct JsonWorkspace {
    char document[std::size_t{128} * 1024];
    char result[std::size_t{128} * 1024];
    alignas(16) std::byte values[std::size_t{1024} * 1024];
};

/// The document, in the workspace. Empty if it did not fit.
inline std::string_view make_document(JsonWorkspace& workspace) {
    json::Text text{workspace.document};
    OrdersDocument(text).write();
    return text.full() ? std::string_view{} : text.view();
}

struct RoundsOutcome {
    Sha256::Digest digest{}; ///< over the results of all rounds, a line feed behind each
    std::uint64_t elapsed_ns = 0;
    std::string_view problem; ///< empty if all is well
};

/// Parses, filters, sums and serialises the document `rounds` times. The smallest order that is kept grows
/// from round to round, 0 to 1750 and again, so that no result can stand for another. `now` is a clock in ns;
/// making the digest is not in `elapsed_ns`.
template <class Clock>
RoundsOutcome transform_rounds(JsonWorkspace& workspace, std::uint64_t rounds, Clock now) {
    RoundsOutcome outcome;
    auto const document = make_document(workspace);
    if (document.empty()) {
        outcome.problem = "the document does not fit";
        return outcome;
    }
    json::Pool pool{workspace.values};
    json::Text result{workspace.result};
    Sha256 hash;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        std::uint64_t const start = now();
        pool.reset();
        result.clear();
        auto const parsed = json::parse(document, pool);
        OrdersTransform transform{pool};
        auto const* transformed =
            parsed.value ? transform.apply(*parsed.value, static_cast<std::int64_t>(round % 8 * 250))
                         : nullptr;
        if (transformed) json::write(result, *transformed);
        result.append('\n');
        outcome.elapsed_ns += now() - start;

        if (!parsed.value)
            outcome.problem = parsed.problem;
        else if (!transformed)
            outcome.problem = transform.problem();
        else if (result.full())
            outcome.problem = "the result does not fit";
        if (!outcome.problem.empty()) return outcome;
        auto const text = result.view();
        hash.update({reinterpret_cast<std::uint8_t const*>(text.data()), text.size()});
    }
    outcome.digest = hash.finish();
    return outcome;
}

} // namespace wasmbench::workloads
