#pragma once

#include <wasmbench/report/compare.hpp>

#include <string>
#include <string_view>
#include <vector>

/// The words and numbers of a comparison that its renderers and sentences share.
namespace wasmbench::report {

/// "cpu/model: \"X\" in A, \"Y\" in B".
std::string difference_text(Difference const& d);

/// "http_service /: wasmtime 46.0.1 (jit, reused)", and what B's configuration is where it differs.
std::string row_text(ComparedRow const& row);

/// "1.084", and "1.021-1.149" or "n too small".
std::string ratio_text(ComparedFigure const& f);
std::string ratio_interval_text(ComparedFigure const& f, std::string_view between);

/// "0.012", "<0.001"; "-" when there is none.
std::string p_text(std::optional<double> p);

/// "4.1 %", "2.31x"; "-" when there is none.
std::string floor_text(ComparedFigure const& f);

/// A value in the shown unit of its quantity, without the unit.
std::string compared_value_text(Quantity q, double value);

/// How the table is to be read, a sentence each.
std::vector<std::string> legend(Comparison const& c);

} // namespace wasmbench::report
