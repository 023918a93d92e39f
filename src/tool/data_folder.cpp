#include "data_folder.hpp"

#include <cstdlib>

#if defined(__APPLE__)
#include <array>
#include <cstdint>

#include <mach-o/dyld.h>
#endif

namespace wasmbench::tool {
namespace {

std::filesystem::path this_program() {
    std::error_code ec; // empty when it is not known
#if defined(__APPLE__)
    std::array<char, 4096> path{};
    auto size = static_cast<std::uint32_t>(path.size());
    if (_NSGetExecutablePath(path.data(), &size) != 0) return {};
    return std::filesystem::canonical(path.data(), ec);
#else
    return std::filesystem::read_symlink("/proc/self/exe", ec);
#endif
}

} // namespace

std::filesystem::path data_folder(std::string const& chosen, char const* variable, char const* name) {
    if (!chosen.empty()) return std::filesystem::absolute(chosen);
    if (auto const* value = std::getenv(variable)) return std::filesystem::absolute(value);
    auto const folder = this_program().parent_path();
    std::error_code ec;
    auto built = folder.parent_path() / name;
    if (std::filesystem::is_directory(built, ec)) return built;
    return (folder / WASMBENCH_INSTALLED_DATA / name).lexically_normal();
}

} // namespace wasmbench::tool
