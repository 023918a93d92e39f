#pragma once

#include <cstdint>
#include <string>

#include <support/campaign_builder.hpp>

namespace wasmbench::testing {

/// A campaign with figures as a small machine gives them, made from seeded numbers with exact arithmetic
/// alone, so that it is the same to the last bit wherever it is made. It has everything that a report has to
/// say something about: four workloads, a skipped runtime, a failed trial, stateless and stateful rows,
/// errors, too few values and enough.
CampaignBuilder synthetic_campaign(std::uint32_t blocks, std::uint32_t sequential_requests);

/// What environment.json holds beside it.
std::string synthetic_environment();

} // namespace wasmbench::testing
