#include "text.hpp"

#include <charconv>
#include <limits>

namespace wasmbench::probe::detail {
namespace {

constexpr std::string_view blanks = " \t\r\n";

struct KeyValue {
    std::string_view key;
    std::string_view value;
};

std::optional<KeyValue> key_value(std::string_view line) noexcept {
    auto const colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    return KeyValue{trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1))};
}

} // namespace

std::string_view trimmed(std::string_view text) noexcept {
    auto const first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::string_view> take_line(std::string_view& rest) noexcept {
    if (rest.empty()) return std::nullopt;
    auto const end = rest.find('\n');
    auto const line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

std::optional<std::string_view> take_word(std::string_view& rest) noexcept {
    auto const first = rest.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        rest = {};
        return std::nullopt;
    }
    rest.remove_prefix(first);
    auto const word = rest.substr(0, rest.find_first_of(blanks));
    rest.remove_prefix(word.size());
    return word;
}

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> out;
    while (auto word = take_word(line)) out.push_back(*word);
    return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> out;
    for (;;) {
        auto const end = text.find(separator);
        out.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
    }
}

std::optional<std::uint64_t> to_unsigned(std::string_view text, int base) noexcept {
    std::uint64_t value = 0;
    char const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, value, base);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

// By hand, because from_chars for floating point is not in every standard library this must build with.
std::optional<double> to_decimal(std::string_view text) noexcept {
    auto const dot = text.find('.');
    auto const whole = to_unsigned(text.substr(0, dot));
    if (!whole) return std::nullopt;
    auto value = static_cast<double>(*whole);
    if (dot == std::string_view::npos) return value;
    auto const digits = text.substr(dot + 1);
    auto const part = to_unsigned(digits);
    if (!part) return std::nullopt;
    double scale = 1;
    for (std::size_t i = 0; i < digits.size(); ++i) scale *= 10;
    return value + static_cast<double>(*part) / scale;
}

std::optional<std::uint64_t> kib_to_bytes(std::string_view text) noexcept {
    auto const number = take_word(text);
    auto const unit = take_word(text);
    if (!number || unit != "kB" || take_word(text)) return std::nullopt;
    auto const kib = to_unsigned(*number);
    if (!kib || *kib > std::numeric_limits<std::uint64_t>::max() / 1024) return std::nullopt;
    return *kib * 1024;
}

bool find_fields(std::string_view text, std::span<Field> fields) noexcept {
    while (auto line = take_line(text)) {
        auto const found = key_value(*line);
        if (!found) continue;
        for (auto& field : fields) {
            if (field.key != found->key) continue;
            if (field.value) return false;
            field.value = found->value;
        }
    }
    return true;
}

std::optional<std::string_view> first_field(std::string_view text, std::string_view key) noexcept {
    while (auto line = take_line(text))
        if (auto const found = key_value(*line); found && found->key == key) return found->value;
    return std::nullopt;
}

namespace {

template <typename Fits> std::optional<double> sum_of_lines(std::string_view text, Fits fits) noexcept {
    std::optional<double> sum;
    while (auto line = take_line(text)) {
        auto const key = take_word(*line);
        if (!key || !fits(*key)) continue;
        if (auto const value = to_unsigned(trimmed(*line))) sum = sum.value_or(0) + static_cast<double>(*value);
    }
    return sum;
}

} // namespace

std::optional<double> counter_in(std::string_view text, std::string_view key) noexcept {
    return sum_of_lines(text, [&](std::string_view k) { return k == key; });
}

std::optional<double> counters_in(std::string_view text, std::string_view prefix) noexcept {
    return sum_of_lines(text, [&](std::string_view k) { return k.starts_with(prefix); });
}

} // namespace wasmbench::probe::detail
