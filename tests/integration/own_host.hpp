#pragma once

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace wasmbench::tests {

/// What a command of the shell prints; its complaints too.
inline std::string printed(std::string const& command) {
    std::string out;
    auto* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("popen: " + command);
    char buffer[4096];
    while (auto const n = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
    ::pclose(pipe);
    return out;
}

/// A network namespace in which the calling thread, and all that it starts, is until this object goes: what a test
/// does to "the host" is done there, and nothing else that runs on this machine is seen. It has a firewall, interfaces
/// and a namespace's name that are foreign to what is tested. Needs the same privilege as that.
class OwnHost {
public:
    OwnHost()
        : before_(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
        if (before_ < 0 || ::unshare(CLONE_NEWNET) != 0) throw std::runtime_error("unshare(CLONE_NEWNET)");
        said_ = printed("ip link set lo up && ip link add foreign0 type veth peer name foreign1 && "
                        "ip address add 198.19.0.1/30 dev foreign0 && ip link set foreign0 up && "
                        "nft 'table inet wasmbench { chain input { type filter hook input priority 0; policy accept; "
                        "counter; }; }'");
    }
    ~OwnHost() {
        if (::setns(before_, CLONE_NEWNET) != 0) std::abort(); // nothing that follows would be where it belongs
        ::close(before_);
    }
    OwnHost(OwnHost const&) = delete;
    OwnHost& operator=(OwnHost const&) = delete;

    /// What could not be set up; empty when all of it could.
    std::string const& complaint() const { return said_; }

    /// Everything there is of rules, interfaces, addresses and named namespaces. The counters of foreign rules may
    /// move.
    static std::string state() {
        return printed("nft -j -s list ruleset; ip -j link; ip -j -4 address; ip netns");
    }

private:
    int before_;
    std::string said_;
};

} // namespace wasmbench::tests
