#include "text.hpp"

#include <wasmbench/probe/parse_meminfo.hpp>

#include <array>

namespace wasmbench::probe {

std::optional<MemInfo> parse_meminfo(std::string_view text) {
    std::array<detail::Field, 5> fields = {
        {{"MemTotal"}, {"MemFree"}, {"SwapTotal"}, {"SwapFree"}, {"MemAvailable"}}};
    if (!detail::find_fields(text, fields)) return std::nullopt;

    MemInfo out;
    std::array const targets = {&out.total, &out.free, &out.swap_total, &out.swap_free};
    for (std::size_t i = 0; i < targets.size(); ++i) {
        auto const bytes = detail::kib_to_bytes(fields[i].value.value_or(""));
        if (!bytes) return std::nullopt;
        *targets[i] = *bytes;
    }
    if (auto const& available = fields.back().value)
        if (!(out.available = detail::kib_to_bytes(*available))) return std::nullopt;
    if (out.swap_free > out.swap_total) return std::nullopt;
    return out;
}

} // namespace wasmbench::probe
