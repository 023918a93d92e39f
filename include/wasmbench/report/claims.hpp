#pragma once

#include <wasmbench/core/run_key.hpp>
#include <wasmbench/core/workload.hpp>
#include <wasmbench/report/campaign.hpp>
#include <wasmbench/report/claim_verdict.hpp>
#include <wasmbench/report/figure.hpp>
#include <wasmbench/report/method_ablation.hpp>

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

/// Statements about runtimes and methods, and whether a campaign bears them out. docs/claims.md says how that is
/// decided.
namespace wasmbench::report {

/// All preparation of a trial together: what its prepare/ steps add up to.
struct Preparation {
    friend bool operator==(Preparation const&, Preparation const&) = default;
};

using ClaimQuantity = std::variant<Quantity, OldQuantity, Preparation>;

/// "warm p50", "cold start by the old method", "preparation".
std::string quantity_name(ClaimQuantity const& q);

/// What stands between the client and the instance of a row.
enum class RowPath {
    loopback,    ///< nothing: no network of its own
    own_network, ///< its own network, without rules: what rules are compared with
    rules,       ///< the same network, with rules
};
/// By what path the requests of a row came.
RowPath path_of(RunKey const& key);

/// What names a row for a claim, whatever versions a campaign has. Columns that are not set may be anything; of
/// several rows that match, the first of the report is taken.
struct RowPattern {
    std::string runtime;
    std::string workload;
    std::string endpoint = {};
    std::optional<ExecutionMode> mode = {};
    std::optional<std::string> cache = {};
    std::optional<std::string> variant = ""; ///< the runtime's default configuration, unless said otherwise
    RowPath path = RowPath::loopback;

    /// Whether the row of this key is meant.
    bool matches(RunKey const& key) const;
    /// "wasmtime (jit, cache off)": for reasons.
    std::string text() const;
};

/// Where a ratio has to lie for its claim to hold.
enum class Relation {
    below,  ///< below the bound
    above,  ///< above it
    within, ///< between 1/bound and bound: alike
    beyond, ///< outside of that: not alike
};

/// The ratio of a quantity of row `a` to one of row `b`, paired by block.
struct RatioTest {
    RowPattern a;
    ClaimQuantity of_a;
    RowPattern b;
    ClaimQuantity of_b;
    Relation relation = Relation::below;
    double bound = 1;
};

/// More than half of a row's trials are in that state.
struct StateTest {
    RowPattern row;
    Statefulness state = Statefulness::stateless;
};

/// A statement, and the tests which all have to hold if it is true.
struct Claim {
    std::string id;     ///< "warm-latency-similar"
    std::string text;   ///< the statement itself
    std::string stands; ///< where: "slide HTTP Results", "correction 4"
    std::vector<std::variant<RatioTest, StateTest>> tests = {};
    /// Of a claim without tests: why nothing that can be measured here decides it, a clause.
    std::string untestable = {};
};

/// What the published study's slides say and what docs/claims.md corrects in them.
std::vector<Claim> study_claims();

/// The confidence of every interval of the ledger.
inline constexpr double claim_confidence = 0.95;
/// The share of wrong ones among the tests that are decided which is let pass.
inline constexpr double claim_false_discovery = 0.05;

/// Judges all claims together, in their order. A test is decided (holds or fails) by an interval that lies on one
/// side of its bounds, and only if the adjusted p-value is at most claim_false_discovery; without an interval
/// nothing is decided. Pure; the same input gives the same verdicts.
std::vector<ClaimVerdict> judge_claims(Campaign const& campaign, std::span<Claim const> claims);

} // namespace wasmbench::report
