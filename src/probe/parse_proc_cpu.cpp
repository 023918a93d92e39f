#include "text.hpp"

#include <wasmbench/probe/parse_proc_cpu.hpp>

#include <array>

namespace wasmbench::probe {

std::optional<ProcCpu> parse_proc_cpu(std::string_view text) {
    while (auto line = detail::take_line(text)) {
        if (detail::take_word(*line) != "cpu") continue;
        ProcCpu out;
        std::array const targets = {
            &out.user, &out.nice, &out.system, &out.idle, &out.iowait, &out.irq, &out.softirq, &out.steal};
        std::size_t seen = 0;
        for (auto* target : targets) {
            auto const word = detail::take_word(*line);
            if (!word) break;
            auto const ticks = detail::to_unsigned(*word);
            if (!ticks) return std::nullopt;
            *target = *ticks;
            ++seen;
        }
        // user, nice, system and idle are as old as the file.
        if (seen < 4) return std::nullopt;
        return out;
    }
    return std::nullopt;
}

} // namespace wasmbench::probe
