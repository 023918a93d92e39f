#pragma once

#include "pf_rules.hpp"
#include "port_range.hpp"

#include <wasmbench/core/connector.hpp>

#include <cstdint>
#include <utility>

namespace wasmbench::net {

/// Gives servers the ports by which the rules of a cell know them. Every cell has an address of its own, so that each
/// may begin with the first one. The inner connector must outlive it.
class PfConnector final : public Connector {
public:
    explicit PfConnector(Connector& inner)
        : inner_(inner) {}

    /// Not the one that it gave before, as long as there is another: who got that may not listen yet.
    Result<std::uint16_t> free_port(std::string const& host) override {
        auto const port = free_port_between(host, first_cell_port, last_cell_port, next_);
        if (port) next_ = *port == last_cell_port ? first_cell_port : static_cast<std::uint16_t>(*port + 1);
        return port;
    }

    std::unique_ptr<ListenWatch> watch_listeners(asio::any_io_executor executor) override {
        return inner_.watch_listeners(std::move(executor));
    }

private:
    void do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) override {
        inner_.async_connect(std::move(executor), std::move(endpoint), std::move(handler));
    }

    Connector& inner_;
    std::uint16_t next_ = first_cell_port;
};

} // namespace wasmbench::net
