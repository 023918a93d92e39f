// Compiled by cross-compilation, never run by this project.
#include "sysctl.hpp"

#include <cstddef>

#include <sys/sysctl.h>

namespace wasmbench::probe::detail {

std::optional<std::string> sysctl_text(char const* name) {
    std::size_t size = 0;
    if (::sysctlbyname(name, nullptr, &size, nullptr, 0) != 0 || size == 0) return std::nullopt;
    std::string text(size, '\0');
    if (::sysctlbyname(name, text.data(), &size, nullptr, 0) != 0) return std::nullopt;
    text.resize(size);
    while (!text.empty() && text.back() == '\0') text.pop_back();
    if (text.empty()) return std::nullopt;
    return text;
}

} // namespace wasmbench::probe::detail
