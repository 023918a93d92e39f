#pragma once

// What /proc says of processes, read without the library's own process table, which is under test as well.

#include "machine.hpp"

#include <wasmbench/core/process_table.hpp>

#include <cctype>

namespace wasmbench::testing {

/// One field of /proc/PID/stat by its number in proc(5), 3 or more; empty when there is no such process.
inline std::string stat_field(int pid, int number) {
    auto const text = contents("/proc/" + std::to_string(pid) + "/stat");
    if (text.empty()) return {};
    std::istringstream in(text.substr(text.rfind(')') + 1));
    std::string word;
    for (int i = 3; i <= number; ++i) in >> word;
    return word;
}

inline bool running(int pid) {
    auto const state = stat_field(pid, 3);
    return !state.empty() && state != "Z" && state != "X";
}

/// Children of this process, zombies too.
inline std::vector<int> own_children() {
    std::vector<int> out;
    for (auto const& entry : std::filesystem::directory_iterator("/proc")) {
        auto const name = entry.path().filename().string();
        if (!std::isdigit(static_cast<unsigned char>(name[0]))) continue;
        if (stat_field(std::stoi(name), 4) == std::to_string(::getpid())) out.push_back(std::stoi(name));
    }
    return out;
}

/// The WASMBENCH_OWNER entry that the launcher gave to the process.
inline std::string owner_entry_of(int pid) {
    std::istringstream in(contents("/proc/" + std::to_string(pid) + "/environ"));
    for (std::string entry; std::getline(in, entry, '\0');)
        if (entry.starts_with("WASMBENCH_OWNER=")) return entry;
    return {};
}

} // namespace wasmbench::testing
