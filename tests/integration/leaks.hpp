#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

namespace wasmbench::tests {

inline std::size_t entries(std::filesystem::path const& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

// Processes that a launcher of this process made, wherever they have gone, and its children, ended ones too.
inline std::vector<std::string> left_behind() {
    auto const read = [](std::filesystem::path const& file) {
        std::ifstream in(file, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    auto const self = std::to_string(::getpid());
    std::vector<std::string> out;
    for (auto const& entry : std::filesystem::directory_iterator("/proc")) {
        auto const pid = entry.path().filename().string();
        if (pid.find_first_not_of("0123456789") != std::string::npos || pid == self) continue;
        auto const stat = read(entry.path() / "stat");
        // After the last parenthesis: state, parent.
        auto const fields = stat.substr(std::min(stat.size(), stat.rfind(')') + 4));
        bool const child = fields.starts_with(self + " ");
        bool const owned =
            read(entry.path() / "environ").find("WASMBENCH_OWNER=" + self + ".") != std::string::npos;
        if (child || owned) out.push_back(stat);
    }
    return out;
}

} // namespace wasmbench::tests
