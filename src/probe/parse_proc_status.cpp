#include "text.hpp"

#include <wasmbench/probe/parse_proc_status.hpp>

#include <array>

namespace wasmbench::probe {

std::optional<ProcStatus> parse_proc_status(std::string_view text) {
    std::array<detail::Field, 6> fields = {{{"State"}, {"VmRSS"}, {"VmHWM"}, {"CapEff"},
        {"voluntary_ctxt_switches"}, {"nonvoluntary_ctxt_switches"}}};
    if (!detail::find_fields(text, fields)) return std::nullopt;
    auto const& [state, rss, peak, capabilities, voluntary, involuntary] = fields;
    if (!state.value || state.value->empty() || !capabilities.value || !voluntary.value || !involuntary.value)
        return std::nullopt;

    ProcStatus out;
    out.state = state.value->front();
    if (rss.value && !(out.rss = detail::kib_to_bytes(*rss.value))) return std::nullopt;
    if (peak.value && !(out.peak_rss = detail::kib_to_bytes(*peak.value))) return std::nullopt;

    auto const effective = detail::to_unsigned(*capabilities.value, 16);
    auto const own = detail::to_unsigned(*voluntary.value);
    auto const forced = detail::to_unsigned(*involuntary.value);
    if (!effective || !own || !forced) return std::nullopt;
    out.effective_capabilities = *effective;
    out.voluntary_switches = *own;
    out.involuntary_switches = *forced;
    return out;
}

} // namespace wasmbench::probe
