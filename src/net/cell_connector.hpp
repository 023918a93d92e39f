#pragma once

#include "network_namespace.hpp"

#include <wasmbench/core/connector.hpp>

#include <optional>
#include <utility>

namespace wasmbench::net {

/// Connects from where the harness is, and looks for free ports inside: the same port may be taken outside, which is
/// nobody's concern. The namespace and the inner connector must outlive it.
class CellConnector final : public Connector {
public:
    CellConnector(Connector& inner, NetworkNamespace const& inside)
        : inner_(inner)
        , inside_(inside) {}

    Result<std::uint16_t> free_port(std::string const& host) override {
        std::optional<Result<std::uint16_t>> port;
        if (auto const ec = inside_.run([&] { port.emplace(inner_.free_port(host)); })) {
            Failure f{ec, {}};
            f.diagnostics.stage = "enter the network namespace";
            return f;
        }
        return *port;
    }

    /// The system tells of sockets in every namespace.
    std::unique_ptr<ListenWatch> watch_listeners(asio::any_io_executor executor) override {
        return inner_.watch_listeners(std::move(executor));
    }

private:
    void do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) override {
        inner_.async_connect(std::move(executor), std::move(endpoint), std::move(handler));
    }

    Connector& inner_;
    NetworkNamespace const& inside_;
};

} // namespace wasmbench::net
