#include "data_folder.hpp"

#include <cstdlib>

namespace wasmbench::tool {

std::filesystem::path data_folder(
    std::string const& chosen, char const* variable, char const* name, std::filesystem::path const& built) {
    if (!chosen.empty()) return std::filesystem::absolute(chosen);
    if (auto const* value = std::getenv(variable)) return std::filesystem::absolute(value);
    std::error_code ec;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", ec);
    if (!ec) {
        auto const beside = program.parent_path().parent_path() / name;
        if (std::filesystem::is_directory(beside, ec)) return beside;
    }
    return built;
}

} // namespace wasmbench::tool
