#include "version.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <limits>
#include <vector>

namespace wasmbench::adapters::command {
namespace {

bool is_digit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool in_version(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view(".-+_").find(c) != std::string_view::npos;
}

std::vector<std::uint64_t> numbers_of(std::string_view version) {
    std::vector<std::uint64_t> out;
    auto const* at = version.data();
    auto const* const end = at + version.size();
    while (at != end && is_digit(*at)) {
        auto& number = out.emplace_back();
        auto const [after, error] = std::from_chars(at, end, number);
        if (error != std::errc()) number = std::numeric_limits<std::uint64_t>::max();
        at = after;
        if (at == end || *at != '.') break;
        ++at;
    }
    return out;
}

} // namespace

std::string version_in(std::string_view printed, std::string_view after) {
    auto const begin = printed.find(after);
    if (begin == printed.npos) return {};
    printed.remove_prefix(begin + after.size());
    auto const digit = std::find_if(printed.begin(), printed.end(), is_digit);
    auto const end = std::find_if_not(digit, printed.end(), in_version);
    return {digit, end};
}

bool is_older(std::string_view version, std::string_view minimum) {
    auto a = numbers_of(version), b = numbers_of(minimum);
    auto const size = std::max(a.size(), b.size());
    a.resize(size); // "2" is "2.0.0"
    b.resize(size);
    return a < b;
}

} // namespace wasmbench::adapters::command
