#include "cell_link.hpp"

#include <bit>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

namespace wasmbench::net {
namespace {

constexpr std::string_view inner_name = "eth0";

// One step after the other until one fails.
class Steps {
public:
    explicit Steps(RouteSocket& routes)
        : routes_(routes) {}

    Steps& request(char const* what, Bytes message) {
        return check(what, failure_ ? error_code() : routes_.request(std::move(message)));
    }
    Steps& check(char const* what, error_code ec) {
        if (failure_ || !ec) return *this;
        failure_ = Failure{ec, {}};
        failure_->diagnostics.stage = what;
        return *this;
    }
    // The index of an interface that there has to be; 0 when something has failed.
    std::uint32_t index_of(std::string_view name) {
        if (failure_) return 0;
        auto const found = routes_.find_link(name);
        if (found && *found) return (*found)->index;
        check("find the network interface",
            found ? error_code(ENODEV, boost::system::system_category()) : found.error().code);
        return 0;
    }
    Result<void> result() const {
        if (failure_) return *failure_;
        return {};
    }

private:
    RouteSocket& routes_;
    std::optional<Failure> failure_;
};

// Neighbour discovery and multicast listeners' reports would be packets too, and none of the load's.
void switch_ipv6_off() {
    for (auto const* file :
        {"/proc/sys/net/ipv6/conf/all/disable_ipv6", "/proc/sys/net/ipv6/conf/default/disable_ipv6"})
        std::ofstream(file) << "1"; // a kernel without IPv6 has no such file
}

} // namespace

std::vector<Network> networks_here() {
    std::vector<Network> out;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return out;
    for (auto const* a = list; a != nullptr; a = a->ifa_next) {
        if (a->ifa_addr == nullptr || a->ifa_netmask == nullptr || a->ifa_addr->sa_family != AF_INET) continue;
        auto const number = [](sockaddr const* s) {
            return ntohl(reinterpret_cast<sockaddr_in const*>(s)->sin_addr.s_addr);
        };
        out.push_back({number(a->ifa_addr), static_cast<std::uint8_t>(std::popcount(number(a->ifa_netmask)))});
    }
    ::freeifaddrs(list);
    return out;
}

CellLink::~CellLink() {
    if (index_) outside_.request(delete_link(*index_));
}

Result<void> CellLink::make(CellRecord const& record, NetworkNamespace const& inside) {
    auto const pid = static_cast<std::uint32_t>(record.harness.pid);
    auto const addresses = choose_addresses(networks_here(), pid * 64 + record.number);
    auto const here = NetworkNamespace::current();
    if (!here) return here.error();
    Steps outside(outside_);
    outside.check("open a netlink socket", outside_.open());
    if (!addresses) outside.check("find addresses for the network interfaces",
        error_code(EADDRNOTAVAIL, boost::system::system_category()));
    if (!outside.result()) return outside.result();
    addresses_ = *addresses;
    auto const name = link_name(record);

    RouteSocket routes;
    error_code opened;
    auto const entered = inside.run([&] {
        switch_ipv6_off();
        opened = routes.open();
    });
    Steps steps(routes);
    steps.check("enter the network namespace", entered).check("open a netlink socket", opened);
    steps.request("make a pair of network interfaces", new_veth_pair(name, inner_name));
    steps.request("set up the loopback inside", set_up(steps.index_of("lo")));
    auto const inner = steps.index_of(inner_name);
    steps.request("give the inner interface its address", new_address(inner, addresses_.inside, addresses_.prefix));
    steps.request("set up the inner interface", set_up(inner));
    // Both ends are made inside, and the outer one appears outside with its mark on it.
    auto const outer = steps.index_of(name);
    steps.request("mark the outer interface", set_alias(outer, link_alias(record)));
    steps.request("move the outer interface", move_to_namespace(outer, here->descriptor()));
    if (!steps.result()) return steps.result();

    auto const index = outside.index_of(name);
    if (index != 0) index_ = index;
    outside.request("give the outer interface its address", new_address(index, addresses_.outside, addresses_.prefix));
    outside.request("set up the outer interface", set_up(index));
    return outside.result();
}

} // namespace wasmbench::net
