#include <wasmbench/core/version.hpp>
#include <wasmbench/report/compare_render.hpp>
#include <wasmbench/report/row_name.hpp>

#include <nlohmann/json.hpp>

namespace wasmbench::report {
namespace {

using Json = nlohmann::ordered_json;

Json key_json(RunKey const& key) {
    Json out;
    for (auto const& [name, value] : key_columns(key)) out[name] = value;
    return out;
}

Json differences_json(std::vector<Difference> const& differences) {
    auto out = Json::array();
    for (auto const& d : differences) out.push_back({{"name", d.name}, {"a", d.a}, {"b", d.b}});
    return out;
}

Json optional_json(std::optional<double> value) {
    return value ? Json(*value) : Json(nullptr);
}

Json figure_json(ComparedFigure const& f) {
    Json out = {{"metric", info(f.quantity).name}, {"verdict", to_string(f.verdict)}, {"reason", f.reason},
        {"n_a", f.n_a}, {"n_b", f.n_b}, {"a", f.a}, {"b", f.b}, {"ratio", f.ratio}};
    out["low"] = f.interval ? Json(f.interval->low) : Json(nullptr);
    out["high"] = f.interval ? Json(f.interval->high) : Json(nullptr);
    out["confidence"] = f.interval ? Json(f.interval->confidence) : Json(nullptr);
    out["p_value"] = optional_json(f.p_value);
    out["p_adjusted"] = optional_json(f.p_adjusted);
    if (!f.floor) {
        out["noise_floor"] = nullptr;
        return out;
    }
    out["noise_floor"] = {{"ratio", f.floor->ratio}, {"pairs", f.floor->pairs},
        {"from", f.floor->from_campaigns ? "campaigns" : "halves"}};
    return out;
}

} // namespace

std::string to_json(Comparison const& c) {
    Json out = {{"schema", results_schema}, {"verdict", to_string(c.verdict)}, {"headline", c.headline},
        {"a", c.a}, {"b", c.b}, {"paired", c.paired}, {"confidence", c.confidence},
        {"margin", optional_json(c.margin)}, {"differences", differences_json(c.differences)},
        {"only_in_a", c.only_in_a}, {"only_in_b", c.only_in_b}, {"notes", c.notes}};
    auto& rows = out["rows"] = Json::array();
    for (auto const& row : c.rows) {
        auto figures = Json::array();
        for (auto const& f : row.figures) figures.push_back(figure_json(f));
        rows.push_back({{"name_a", row_name(row.a)}, {"name_b", row_name(row.b)}, {"a", key_json(row.a)},
            {"b", key_json(row.b)}, {"disturbed_a", row.disturbed_a}, {"disturbed_b", row.disturbed_b},
            {"figures", std::move(figures)}});
    }
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace wasmbench::report
