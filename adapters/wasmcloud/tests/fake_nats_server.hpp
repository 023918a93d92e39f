#pragma once

#include "lattice_script.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace wasmbench::tests {

/// What it says of itself.
struct NatsGreeting {
    std::string name = "fake";
    std::string version = "2.11.10";
};

/// As much of a NATS server as nats.c needs, on a real socket: INFO, CONNECT, PING, SUB, UNSUB, PUB, HPUB, MSG, and
/// the answer that nobody listens. For wadm and the host it answers itself, by a script.
///
/// Lives on one io_context and is used from its thread only. Destroying it closes everything.
class FakeNatsServer {
public:
    /// Listens on 127.0.0.1:`port` (0: a free one). Throws boost::system::system_error when it is taken.
    FakeNatsServer(
        boost::asio::io_context& io, LatticeScript script, NatsGreeting greeting = {}, std::uint16_t port = 0);
    ~FakeNatsServer();
    FakeNatsServer(FakeNatsServer const&) = delete;
    FakeNatsServer& operator=(FakeNatsServer const&) = delete;

    std::uint16_t port() const;
    /// Subjects of all requests so far.
    std::vector<std::string> const& requests() const;
    /// Publishes to whoever has subscribed.
    void publish(std::string const& subject, std::string const& data);
    void close_clients();
    std::size_t clients() const;
    std::size_t subscriptions() const;

private:
    struct Hub;
    class Session;
    std::shared_ptr<Hub> hub_;
};

/// NATS's rule: tokens between dots, "*" for one of them, ">" for all that follow.
bool subject_matches(std::string const& pattern, std::string const& subject);

} // namespace wasmbench::tests
