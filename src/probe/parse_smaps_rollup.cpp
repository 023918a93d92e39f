#include "text.hpp"

#include <wasmbench/probe/parse_smaps_rollup.hpp>

#include <array>

namespace wasmbench::probe {

std::optional<SmapsRollup> parse_smaps_rollup(std::string_view text) {
    SmapsRollup out;
    struct Target {
        std::uint64_t* value;
        bool required;
    };
    std::array const targets = {Target{&out.rss, true}, Target{&out.pss, true},
        Target{&out.shared_clean, true}, Target{&out.shared_dirty, true}, Target{&out.private_clean, true},
        Target{&out.private_dirty, true}, Target{&out.private_hugetlb, false},
        Target{&out.shared_hugetlb, false}, Target{&out.swap, false}};
    std::array<detail::Field, targets.size()> fields = {{{"Rss"}, {"Pss"}, {"Shared_Clean"}, {"Shared_Dirty"},
        {"Private_Clean"}, {"Private_Dirty"}, {"Private_Hugetlb"}, {"Shared_Hugetlb"}, {"Swap"}}};

    if (!detail::find_fields(text, fields)) return std::nullopt;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!fields[i].value) {
            if (targets[i].required) return std::nullopt;
            continue;
        }
        auto const bytes = detail::kib_to_bytes(*fields[i].value);
        if (!bytes) return std::nullopt;
        *targets[i].value = *bytes;
    }
    return out;
}

} // namespace wasmbench::probe
