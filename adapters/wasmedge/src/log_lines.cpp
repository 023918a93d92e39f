#include "log_lines.hpp"

namespace wasmbench::adapters::wasmedge {
namespace {

// '0' stands for any digit.
constexpr std::string_view stamp = "[0000-00-00 00:00:00.000] [";

bool is_log_line(std::string_view line) {
    if (line.size() < stamp.size()) return false;
    for (std::size_t i = 0; i < stamp.size(); ++i) {
        bool const digit = line[i] >= '0' && line[i] <= '9';
        if (stamp[i] == '0' ? !digit : line[i] != stamp[i]) return false;
    }
    return true;
}

} // namespace

std::string without_log_lines(std::string_view output) {
    std::string out;
    while (!output.empty()) {
        auto const line = output.substr(0, output.find('\n') + 1);
        auto const whole = line.empty() ? output : line; // the last line may have no end
        if (!is_log_line(whole)) out += whole;
        output.remove_prefix(whole.size());
    }
    return out;
}

} // namespace wasmbench::adapters::wasmedge
