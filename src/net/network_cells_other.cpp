#include <wasmbench/net/system.hpp>

namespace wasmbench::net {
namespace {

constexpr char const* reason =
    "network cells are made of namespaces and nftables on Linux and of pf on macOS; this system has neither";

class NoNetworkCells final : public NetworkCells {
public:
    Availability availability() override { return Availability::no(reason, "measure it on Linux"); }
    Result<std::unique_ptr<NetworkCell>> make(Firewall const&) override {
        Failure f{errc::unsupported, {}};
        f.diagnostics.stage = reason;
        return f;
    }
};

} // namespace

std::unique_ptr<NetworkCells> make_network_cells(Launcher&, Connector&, NetworkCellsOptions) {
    return std::make_unique<NoNetworkCells>();
}

Leftovers remove_leftovers(std::filesystem::path const&) {
    return {};
}

std::vector<Leftover> find_leftovers(std::filesystem::path const&) {
    return {};
}

} // namespace wasmbench::net
