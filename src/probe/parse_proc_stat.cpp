#include "text.hpp"

#include <wasmbench/probe/parse_proc_stat.hpp>

#include <limits>

namespace wasmbench::probe {
namespace {

bool read_int(std::string_view word, int& out) {
    auto const value = detail::to_unsigned(word);
    if (!value || *value > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) return false;
    out = static_cast<int>(*value);
    return true;
}

bool read_count(std::string_view word, std::uint64_t& out) {
    auto const value = detail::to_unsigned(word);
    if (value) out = *value;
    return value.has_value();
}

} // namespace

std::optional<ProcStat> parse_proc_stat(std::string_view text) {
    auto const open = text.find('(');
    auto const close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;

    ProcStat out;
    if (!read_int(detail::trimmed(text.substr(0, open)), out.pid)) return std::nullopt;
    out.comm = text.substr(open + 1, close - open - 1);

    auto rest = text.substr(close + 1);
    // Numbered as in proc(5), where the name is field 2.
    for (int field = 3; field <= 22; ++field) {
        auto const word = detail::take_word(rest);
        if (!word) return std::nullopt;
        bool good = true;
        switch (field) {
        case 3:
            good = word->size() == 1;
            out.state = word->front();
            break;
        case 4:
            good = read_int(*word, out.ppid);
            break;
        case 10:
            good = read_count(*word, out.minor_faults);
            break;
        case 12:
            good = read_count(*word, out.major_faults);
            break;
        case 14:
            good = read_count(*word, out.utime);
            break;
        case 15:
            good = read_count(*word, out.stime);
            break;
        case 16:
            good = read_count(*word, out.cutime);
            break;
        case 17:
            good = read_count(*word, out.cstime);
            break;
        case 20:
            good = read_count(*word, out.threads);
            break;
        case 22:
            good = read_count(*word, out.start_ticks);
            break;
        default:
            break;
        }
        if (!good) return std::nullopt;
    }
    return out;
}

} // namespace wasmbench::probe
