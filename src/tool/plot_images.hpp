#pragma once

#include <wasmbench/results/campaign_folder.hpp>

#include <string>

namespace wasmbench::tool {

/// Makes a PNG file of every SVG file in the campaign's plots/, twice as large, with rsvg-convert: the same
/// drawing, so that there is no second description of a plot. Returns a line for a person: how many, or why
/// there are none.
std::string write_plot_images(results::CampaignFolder const& folder);

} // namespace wasmbench::tool
