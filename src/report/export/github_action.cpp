#include "../compare_values.hpp"
#include "formats.hpp"

#include <wasmbench/report/row_name.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace wasmbench::report {
namespace {

using Json = nlohmann::ordered_json;

bool is_wanted_figure(QuantityInfo const& q, std::vector<std::string> const& names) {
    return names.empty() ? is_compared(q.quantity)
                         : std::find(names.begin(), names.end(), q.name) != names.end();
}

/// The action knows a range as one number on both sides: the farther end of the interval, which `extra` has
/// in full.
Json figure_entry(Row const& row, QuantityInfo const& q, Figure const& f) {
    auto const value = f.value * q.shown_scale;
    Json out = {
        {"name", fmt::format("{} {}", row_name(row.key), q.name)}, {"unit", q.shown_unit}, {"value", value}};
    auto extra = fmt::format("{} {}, n = {}", row.key.runtime, row.key.version, f.n);
    if (f.interval) {
        auto const low = f.interval->low * q.shown_scale, high = f.interval->high * q.shown_scale;
        out["range"] = fmt::format("± {:.6g}", std::max(value - low, high - value));
        extra += fmt::format(", 95 % confidence within {:.6g} to {:.6g}", low, high);
    }
    out["extra"] = std::move(extra);
    return out;
}

} // namespace

Exported to_github_action(
    Report const& report, std::vector<std::string> const& metrics, bool more_is_better) {
    Exported out;
    auto entries = Json::array();
    for (auto const& row : report.rows)
        for (auto const& q : all_quantities) {
            auto const* figure = row.find(q.quantity);
            if (figure == nullptr || !is_wanted_figure(q, metrics)) continue;
            if (larger_is_worse(q.quantity) != more_is_better) {
                entries.push_back(figure_entry(row, q, *figure));
            } else {
                auto sentence = fmt::format("{}: belongs into the other file, where {} is better", q.name,
                    more_is_better ? "less" : "more");
                if (std::find(out.left_out.begin(), out.left_out.end(), sentence) == out.left_out.end())
                    out.left_out.push_back(std::move(sentence));
            }
        }
    if (!entries.empty()) out.text = entries.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    return out;
}

} // namespace wasmbench::report
