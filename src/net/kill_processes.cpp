#include "kill_processes.hpp"

#include <chrono>
#include <csignal>
#include <thread>

namespace wasmbench::net {
namespace {

constexpr auto kill_limit = std::chrono::seconds(5);

} // namespace

bool kill_all(std::function<std::vector<ProcessIdentity>()> const& list, unsigned& ended) {
    auto const limit = std::chrono::steady_clock::now() + kill_limit;
    auto left = list();
    ended += static_cast<unsigned>(left.size());
    while (!left.empty()) {
        for (auto const& process : left) ::kill(process.pid, SIGKILL);
        if (std::chrono::steady_clock::now() > limit) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        left = list();
    }
    return true;
}

} // namespace wasmbench::net
