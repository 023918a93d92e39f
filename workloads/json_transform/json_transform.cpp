// json_transform [N]: parses, filters, sums and serialises a JSON document N times (200 without an argument);
// prints rounds=N digest=HEX elapsed_ms=T, where T is the time of that alone, on the monotonic clock.
// json_transform document: prints the document.
#include "../program/clock.hpp"
#include "../program/whole_number.hpp"
#include "rounds.hpp"

#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace {

using namespace wasmbench::workloads;

constinit JsonWorkspace workspace{};

int print_document() {
    auto const text = make_document(workspace);
    return !text.empty() && std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                   std::fflush(stdout) == 0
               ? 0
               : 1;
}

} // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view{argv[1]} == "document") return print_document();
    std::uint64_t rounds = default_rounds;
    if (argc > 2 || (argc == 2 && !parse_whole_number(argv[1], rounds))) {
        std::fputs(
            "usage: json_transform [ROUNDS | document]; ROUNDS is a whole number, 200 if absent\n", stderr);
        return 2;
    }

    auto const outcome = transform_rounds(workspace, rounds, monotonic_ns);
    if (!outcome.problem.empty()) {
        std::fprintf(stderr, "json_transform: %.*s\n", static_cast<int>(outcome.problem.size()),
            outcome.problem.data());
        return 1;
    }
    std::uint64_t const elapsed_us = outcome.elapsed_ns / 1000;
    int const printed = std::printf("rounds=%" PRIu64 " digest=%s elapsed_ms=%" PRIu64 ".%03" PRIu64 "\n",
        rounds, hex(outcome.digest).data(), elapsed_us / 1000, elapsed_us % 1000);
    return printed > 0 && std::fflush(stdout) == 0 ? 0 : 1;
}
