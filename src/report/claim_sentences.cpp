#include "claim_sentences.hpp"

#include "text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace wasmbench::report {
namespace {

constexpr Finding findings[] = {Finding::confirmed, Finding::refuted, Finding::undecided, Finding::not_testable};

/// "(5.37 [5.12, 5.61], n=10)"
std::string evidence(TestOutcome const& t) {
    return fmt::format("{} is {}, n={}", t.what, effect_text(t), t.n);
}

std::string all_evidence(ClaimVerdict const& v, TestResult r) {
    std::vector<std::string> out;
    for (auto const& t : v.tests)
        if (t.result == r) out.push_back(evidence(t) + fmt::format(" ({} was claimed)", t.wanted));
    std::string text;
    for (auto const& one : out) text += (text.empty() ? "" : "; ") + one;
    return text;
}

} // namespace

std::string effect_text(TestOutcome const& t) {
    if (!t.interval) return "-";
    return fmt::format("{} [{}, {}]", number_text(t.effect), number_text(t.interval->low), number_text(t.interval->high));
}

TestOutcome const* deciding_test(ClaimVerdict const& v) {
    if (v.finding == Finding::refuted)
        for (auto const& t : v.tests)
            if (t.result == TestResult::fails) return &t;
    for (auto const& t : v.tests)
        if (t.interval) return &t;
    return nullptr;
}

std::string ledger_sentence(std::vector<ClaimVerdict> const& verdicts) {
    if (verdicts.empty()) return {};
    std::vector<std::string> parts;
    for (auto f : findings) {
        auto const n =
            std::count_if(verdicts.begin(), verdicts.end(), [f](ClaimVerdict const& v) { return v.finding == f; });
        if (n > 0) parts.push_back(fmt::format("{} {} {}", n, n == 1 ? "is" : "are", to_string(f)));
    }
    return fmt::format("Of the {} claims of the published study and of its correction {}.", verdicts.size(), enumerate(parts));
}

std::string claim_sentence(ClaimVerdict const& v) {
    auto out = fmt::format("\"{}\" ({}) is {}: ", v.text, v.stands, to_string(v.finding));
    if (v.finding == Finding::confirmed) return out + all_evidence(v, TestResult::holds) + ".";
    if (v.finding == Finding::refuted) return out + all_evidence(v, TestResult::fails) + ".";
    return out + v.reason + ".";
}

} // namespace wasmbench::report
