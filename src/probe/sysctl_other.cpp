#include "sysctl.hpp"

namespace wasmbench::probe::detail {

std::optional<std::string> sysctl_text(char const*) {
    return std::nullopt;
}

} // namespace wasmbench::probe::detail
