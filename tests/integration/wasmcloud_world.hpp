#pragma once

#include "requests.hpp"

#include <wasmbench/adapters/wasmcloud.hpp>
#include <wasmbench/core/process_table.hpp>


#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <support/paths.hpp>
#include <support/real_world.hpp>

namespace wasmbench::tests {

inline std::unique_ptr<Runtime> real_wasmcloud(adapters::WasmcloudConfig config = {}) {
    return real(adapters::make_wasmcloud(std::move(config)));
}

/// Processes of any kind that work in the world's folder or run a program of it. (The provider's environment is
/// emptied by the host, so it cannot be found by that.)
inline std::vector<std::string> processes_in(RealWorld const& world) {
    auto const folder = std::filesystem::canonical(world.scratch.path()).string() + "/";
    std::vector<std::string> out;
    std::error_code ec;
    for (auto const& entry : std::filesystem::directory_iterator("/proc", ec)) {
        for (auto const* link : {"cwd", "exe"}) {
            std::error_code gone;
            auto const target = std::filesystem::read_symlink(entry.path() / link, gone);
            if (!gone && target.string().starts_with(folder))
                out.push_back(entry.path().filename().string() + " " + target.string());
        }
    }
    return out;
}

/// What a start must never leave: processes, JetStream's files, the host's cache of providers.
inline void check_nothing_left(RealWorld const& world) {
    CHECK(processes_in(world) == std::vector<std::string>{});
    std::vector<std::string> files;
    for (auto const& entry : std::filesystem::directory_iterator(world.scratch.path()))
        if (entry.path().filename().string().starts_with("wasmbench-")) files.push_back(entry.path().string());
    CHECK(files == std::vector<std::string>{});
}

} // namespace wasmbench::tests
