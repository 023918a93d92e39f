#pragma once

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/run_key.hpp>
#include <wasmbench/report/campaign.hpp>
#include <wasmbench/report/figure.hpp>
#include <wasmbench/stats/interval.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Is B worse than A? docs/compare.md says how that is decided.
namespace wasmbench::report {

/// What a comparison says of a figure, or of all together.
enum class Verdict {
    better,       ///< improved beyond the noise floor and the margin
    not_worse,    ///< no change that counts, and a regression is excluded
    inconclusive, ///< nothing was shown, and the interval is too wide to exclude a regression
    not_judged,   ///< too few values for any interval, or values whose ratio means nothing
    worse,        ///< regressed beyond the noise floor and the margin
};

std::string_view to_string(Verdict v) noexcept; ///< "not worse"

/// How is compared, and in what the two may differ.
struct CompareOptions {
    double confidence = 0.99; ///< of every interval; in (0, 1)
    /// The smallest change that counts, as a share: 0.05 is 5 %. nullopt: every change beyond the noise floor
    /// counts, and a regression of default_exclusion has to be excluded.
    std::optional<double> margin;
    std::vector<std::string> metrics; ///< names as in all_quantities; empty: every one that can be compared
    std::vector<std::string>
        across;         ///< columns and facts in which the two may differ ("version", "os/kernel", "os")
    bool force = false; ///< compare whatever differs
};

/// The regression that an interval has to exclude where no margin was given.
inline constexpr double default_exclusion = 0.10;
/// The probability of calling anything changed when nothing is, over all figures of a comparison together.
inline constexpr double family_error = 0.05;

/// How far apart two measurements of the same thing come out.
struct NoiseFloor {
    double ratio = 1;      ///< 1.04: 95 % of the pairs are less than 4 % apart
    std::size_t pairs = 0; ///< pairs that it was learned from
    /// Whole campaigns of the same rows; otherwise halves of A's own trials or, when paired, of the pairs.
    bool from_campaigns = false;

    friend bool operator==(NoiseFloor const&, NoiseFloor const&) = default;
};

/// One figure of one row in A and in B, in SI units.
struct ComparedFigure {
    Quantity quantity = Quantity::cold_start;
    std::size_t n_a = 0; ///< trials; when paired, both are the number of pairs
    std::size_t n_b = 0;
    double a = 0; ///< median over the trials
    double b = 0;
    double ratio = 1;                        ///< of B to A, Hodges-Lehmann on logarithms
    std::optional<stats::Interval> interval; ///< of the ratio
    std::optional<double> p_value;           ///< "the ratio is 1"; only of figures with an interval
    std::optional<double> p_adjusted;        ///< over all figures of the comparison (Holm)
    std::optional<NoiseFloor> floor;
    Verdict verdict = Verdict::not_judged;
    std::string reason; ///< of an inconclusive or not judged figure, a clause
};

/// A column or fact in which A and B differ.
struct Difference {
    std::string name;
    std::string a;
    std::string b;

    friend bool operator==(Difference const&, Difference const&) = default;
};

/// A row of A, its partner in B, and all their figures.
struct ComparedRow {
    RunKey a;
    RunKey b;
    std::vector<Difference> differences; ///< in the columns of the key
    std::uint32_t disturbed_a =
        0; ///< trials marked as disturbed; they are part of the figures, as in a report
    std::uint32_t disturbed_b = 0;
    std::vector<ComparedFigure> figures; ///< in the order of all_quantities
};

/// Everything that a comparison has found.
struct Comparison {
    std::string a; ///< what A is called: the campaign's folder, or the row
    std::string b;
    bool paired = false; ///< rows of one campaign, paired by block
    double confidence = 0;
    std::optional<double> margin;
    std::vector<Difference> differences; ///< of the machine and the plan, that were allowed
    std::vector<ComparedRow> rows;
    std::vector<std::string> only_in_a; ///< rows without a partner
    std::vector<std::string> only_in_b;
    Verdict verdict = Verdict::not_worse; ///< worse, inconclusive, better or not_worse
    std::string headline;                 ///< one sentence
    std::vector<std::string> notes;       ///< what else a reader should know, full sentences
};

/// Compares each row of `a` with the row of `b` that has the same key, as independent samples.
///
/// `noise`: campaigns of the same rows on the same machine, from which the noise floor is learned: two or
/// more give the differences between them, one gives those between halves of its trials, none those between
/// halves of A's.
///
/// Errors, compare_errc::not_comparable: rows or machines that differ in what `options` does not allow (each
/// is named with both values), no common rows, nothing to compare; errc::invalid_option for a confidence, a
/// margin or a name that means nothing. Pure; seeded, so that the same input gives the same result.
Result<Comparison> compare_campaigns(
    Campaign const& a, Campaign const& b, std::span<Campaign const> noise, CompareOptions const& options);

/// Compares two rows of one campaign, paired by block. `row_a` and `row_b` are names as find_row() takes
/// them. Two rows of different workloads or endpoints are not comparable unless that is allowed; in all else
/// rows may differ.
Result<Comparison> compare_rows(Campaign const& campaign, std::string_view row_a, std::string_view row_b,
    std::span<Campaign const> noise, CompareOptions const& options);

} // namespace wasmbench::report
