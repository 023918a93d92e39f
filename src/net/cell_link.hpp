#pragma once

#include "cell_addresses.hpp"
#include "cell_journal.hpp"
#include "network_namespace.hpp"
#include "route_socket.hpp"

#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace wasmbench::net {

/// The pair of interfaces between a cell and where the harness is. The end outside exists there from make() until this
/// object goes, which takes both ends away at once; the order is such that it never is outside without its mark.
class CellLink {
public:
    CellLink() = default;
    ~CellLink();
    CellLink(CellLink const&) = delete;
    CellLink& operator=(CellLink const&) = delete;

    /// Error: the step that the kernel refused. What is made by then goes with the namespace, or in the destructor.
    Result<void> make(CellRecord const& record, NetworkNamespace const& inside);

    CellAddresses const& addresses() const noexcept { return addresses_; }

private:
    CellAddresses addresses_;
    RouteSocket outside_;
    std::optional<std::uint32_t> index_; ///< of the end outside
};

/// The IPv4 networks of the interfaces where the calling thread is.
std::vector<Network> networks_here();

} // namespace wasmbench::net
