#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace wasmbench::load {

/// The characters of a token: names of methods, headers, chunk extensions. Source: RFC 9110, 5.6.2.
inline constexpr std::array<bool, 256> token_characters = [] {
    std::array<bool, 256> t{};
    for (char const c :
        std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        t[static_cast<unsigned char>(c)] = true;
    return t;
}();

constexpr bool is_token(char c) noexcept {
    return token_characters[static_cast<unsigned char>(c)];
}

constexpr bool is_token(std::string_view s) noexcept {
    return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return is_token(c); });
}

} // namespace wasmbench::load
