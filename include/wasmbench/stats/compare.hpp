#pragma once

/// Everything that compares two samples. Each function takes (baseline, candidate), and a positive effect (a
/// ratio above 1) always says that the candidate is larger.
///
/// - paired, the default of this library's studies (blocks): paired_ratio(), signed_rank_test(),
///   hodges_lehmann_location()
/// - independent samples: hodges_lehmann_shift(), mann_whitney(), cliffs_delta(), permutation_test()
/// - means of near-normal figures: welch_t_test(), mean_interval()
///
/// Which to use when, and why: docs/statistics.md.
#include <wasmbench/stats/hodges_lehmann.hpp>
#include <wasmbench/stats/mann_whitney.hpp>
#include <wasmbench/stats/paired_ratio.hpp>
#include <wasmbench/stats/permutation.hpp>
#include <wasmbench/stats/signed_rank.hpp>
#include <wasmbench/stats/student.hpp>
