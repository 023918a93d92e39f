#include "namespace_processes.hpp"

#include <wasmbench/core/process_table.hpp>

#include <charconv>
#include <filesystem>
#include <string>

#include <unistd.h>

namespace wasmbench::net {

namespace fs = std::filesystem;

std::vector<ProcessIdentity> processes_in(std::uint64_t inode) {
    auto const wanted = "net:[" + std::to_string(inode) + "]";
    std::vector<ProcessIdentity> out;
    std::error_code ec;
    for (fs::directory_iterator it("/proc", ec), end; !ec && it != end; it.increment(ec)) {
        auto const name = it->path().filename().string();
        int pid = 0;
        auto const [stop, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
        if (error != std::errc() || stop != name.data() + name.size() || pid == ::getpid()) continue;
        std::error_code gone;
        if (fs::read_symlink(it->path() / "ns" / "net", gone) != wanted) continue;
        if (auto const process = identify(pid)) out.push_back(*process);
    }
    return out;
}

} // namespace wasmbench::net
