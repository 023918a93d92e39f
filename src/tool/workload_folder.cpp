#include "workload_folder.hpp"

#include <cstdlib>

namespace wasmbench::tool {

std::filesystem::path workload_folder(std::string const& chosen) {
    if (!chosen.empty()) return std::filesystem::absolute(chosen);
    if (auto const* variable = std::getenv("WASMBENCH_WORKLOADS")) return std::filesystem::absolute(variable);
    std::error_code ec;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", ec);
    if (!ec) {
        auto const beside = program.parent_path().parent_path() / "workloads";
        if (std::filesystem::is_directory(beside, ec)) return beside;
    }
    return WASMBENCH_BUILT_WORKLOADS;
}

} // namespace wasmbench::tool
