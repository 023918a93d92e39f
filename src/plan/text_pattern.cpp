#include "text_pattern.hpp"

#include <charconv>

namespace wasmbench::plan {
namespace {

constexpr std::string_view special = "\\^$.|?*+()[]{}";
constexpr std::string_view digit_class = "[0-9]";
constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

/// The character after a backslash; nullopt when that has a meaning of its own that is not known here (\d,
/// \w).
std::optional<char> unescaped(char c) {
    if (c == 'n') return '\n';
    if (special.find(c) != std::string_view::npos) return c;
    return std::nullopt;
}

/// Takes "", "+" or "{n}" off the front.
std::optional<TextPattern::Digits> take_repetition(std::string_view& rest) {
    if (rest.starts_with('+')) {
        rest.remove_prefix(1);
        return TextPattern::Digits{1, unbounded};
    }
    if (!rest.starts_with('{')) return TextPattern::Digits{1, 1};
    std::size_t n = 0;
    auto const* const end = rest.data() + rest.size();
    auto const [after, error] = std::from_chars(rest.data() + 1, end, n);
    if (error != std::errc{} || n == 0 || after == end || *after != '}') return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(after - rest.data()) + 1);
    return TextPattern::Digits{n, n};
}

/// `[0-9]+` takes every digit there is, so that what follows must not begin with one.
bool is_ambiguous(std::vector<TextPattern::Atom> const& atoms) {
    bool after_unbounded = false;
    for (auto const& atom : atoms) {
        if (auto const* digits = std::get_if<TextPattern::Digits>(&atom)) {
            if (after_unbounded) return true;
            after_unbounded = digits->most == unbounded;
        } else if (auto const* literal = std::get_if<TextPattern::Literal>(&atom)) {
            if (after_unbounded && literal->text.front() >= '0' && literal->text.front() <= '9') return true;
            after_unbounded = false;
        }
    }
    return false;
}

} // namespace

std::optional<TextPattern> TextPattern::parse(std::string_view rest, std::string& problem) {
    TextPattern p;
    bool in_group = false;
    auto add_character = [&](char c) {
        if (p.atoms_.empty() || !std::holds_alternative<Literal>(p.atoms_.back()))
            p.atoms_.push_back(Literal{});
        std::get<Literal>(p.atoms_.back()).text += c;
    };
    auto refuse = [&](std::string what) -> std::optional<TextPattern> {
        problem = std::move(what);
        return std::nullopt;
    };
    while (!rest.empty()) {
        char const c = rest.front();
        if (rest.starts_with(digit_class)) {
            rest.remove_prefix(digit_class.size());
            auto const digits = take_repetition(rest);
            if (!digits) return refuse("a {} that is not {n} with n from 1");
            p.atoms_.push_back(*digits);
        } else if (c == '(' || c == ')') {
            if (in_group == (c == '('))
                return refuse("groups inside each other or a parenthesis without the other");
            in_group = c == '(';
            if (in_group)
                p.atoms_.push_back(GroupBegin{});
            else
                p.atoms_.push_back(GroupEnd{});
            p.groups_ += in_group ? 1 : 0;
            rest.remove_prefix(1);
        } else if (c == '\\') {
            auto const escaped = rest.size() > 1 ? unescaped(rest[1]) : std::nullopt;
            if (!escaped) return refuse("a backslash before something that is not a special character");
            add_character(*escaped);
            rest.remove_prefix(2);
        } else if (special.find(c) != std::string_view::npos) {
            return refuse(std::string("the special character ") + c);
        } else {
            add_character(c);
            rest.remove_prefix(1);
        }
    }
    if (in_group) return refuse("a group without its end");
    if (is_ambiguous(p.atoms_)) return refuse("a digit after [0-9]+");
    return p;
}

} // namespace wasmbench::plan
