#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace wasmbench::plan {

/// A regular expression so plain that matching needs neither memory nor backtracking: literal text, `[0-9]`
/// with `+` or
/// `{n}`, and groups, one after the other. What std::regex offers beyond that costs allocations in the timed
/// path.
class TextPattern {
public:
    struct Literal {
        std::string text;
    };
    struct Digits {
        std::size_t least = 1;
        std::size_t most = 1;
    };
    struct GroupBegin {};
    struct GroupEnd {};
    using Atom = std::variant<Literal, Digits, GroupBegin, GroupEnd>;

    /// nullopt, and in `problem` what is wrong, for anything outside of that.
    static std::optional<TextPattern> parse(std::string_view expression, std::string& problem);

    std::size_t groups() const noexcept { return groups_; }

    /// Whether all of `text` fits; calls use(std::string_view) with what each group holds, in order, on the
    /// way.
    template <class Use>
    bool match(std::string_view text, Use use) const {
        auto const* group = text.data();
        for (auto const& atom : atoms_) {
            if (auto const* literal = std::get_if<Literal>(&atom)) {
                if (!text.starts_with(literal->text)) return false;
                text.remove_prefix(literal->text.size());
            } else if (auto const* digits = std::get_if<Digits>(&atom)) {
                std::size_t n = 0;
                while (n < text.size() && n < digits->most && text[n] >= '0' && text[n] <= '9') ++n;
                if (n < digits->least) return false;
                text.remove_prefix(n);
            } else if (std::holds_alternative<GroupBegin>(atom)) {
                group = text.data();
            } else {
                use(std::string_view(group, static_cast<std::size_t>(text.data() - group)));
            }
        }
        return text.empty();
    }

private:
    std::vector<Atom> atoms_;
    std::size_t groups_ = 0;
};

} // namespace wasmbench::plan
