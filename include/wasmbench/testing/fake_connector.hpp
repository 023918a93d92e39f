#pragma once

#include <wasmbench/core/connector.hpp>
#include <wasmbench/testing/fake_clock.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::testing {

/// Bytes that a scripted server sends in one piece: one read of the client never sees two of them.
struct Piece {
    std::string bytes;
    Duration after{}; ///< since the piece before; for the first one since the request was written
};

/// How a server behaves towards a connection that is attempted.
struct ServerBehaviour {
    /// What comes of a try to connect.
    enum class Connect { accept, fail, hang };
    /// How the connection goes on after the answer.
    enum class End {
        close, ///< eof after the last piece
        hang,  ///< the connection stays open, nothing more comes
        reset
    };
    Connect connect = Connect::accept;
    error_code connect_error;
    std::vector<Piece> pieces;
    End end = End::close;

    /// Nobody listens.
    static ServerBehaviour refuses();
    /// The attempt is never answered (a firewall that drops).
    static ServerBehaviour drops();
    /// Accepts and never says anything.
    static ServerBehaviour silent();
    /// Sends `bytes` in pieces of `piece` bytes (0: all at once), `gap` apart, then does `end`.
    static ServerBehaviour sends(
        std::string_view bytes, std::size_t piece = 0, Duration gap = {}, End end = End::close);
    /// A complete response with Content-Length.
    static ServerBehaviour answers(unsigned status, std::string_view body);
};

/// One connection attempt.
struct ConnectionRecord {
    HttpEndpoint endpoint;
    TimePoint at;
    std::string written; ///< by the client
    bool accepted = false;
    bool closed = false; ///< the client has destroyed the connection
};

/// A Connector to servers that behave by a script in virtual time. The same script holds for every address.
///
/// Lifetime: `clock` must outlive the connector and its connections; connections may outlive the connector.
/// Thread safety: none.
class FakeConnector final : public Connector {
public:
    /// Refuses everything until from() says otherwise.
    explicit FakeConnector(FakeClock& clock);

    /// From `since_start` (after FakeClock::start()) on, attempts meet `behaviour`, until a later one holds.
    FakeConnector& from(Duration since_start, ServerBehaviour behaviour);

    /// What free_port() gives from now on. Default: port 1, on which nothing listens on any machine, so that
    /// a look at the real system's sockets finds nobody.
    void set_free_port(Result<std::uint16_t> port) { free_port_ = std::move(port); }
    Result<std::uint16_t> free_port(std::string const& host) override;

    /// From now on watch_listeners() gives a watch; it tells at these times after FakeClock::start(), if any, and what is to
    /// be dialled then meets the script. The watch must not outlive the connector.
    FakeConnector& tells(std::vector<Duration> since_start);
    std::unique_ptr<ListenWatch> watch_listeners(asio::any_io_executor executor) override;

    /// The n-th try to connect, from 0. Throws std::out_of_range when there was none.
    ConnectionRecord const& attempt(std::size_t n) const { return *records_.at(n); }
    /// Tries to connect until now.
    std::size_t attempts() const noexcept { return records_.size(); }

    /// Accepted connections that the client has not closed. Not 0 at the end = a leak.
    std::size_t open() const noexcept;

private:
    friend class FakeListenWatch;

    void do_connect(asio::any_io_executor, HttpEndpoint, Handler) override;
    ServerBehaviour const& behaviour_now() const;
    std::shared_ptr<ConnectionRecord> record(HttpEndpoint endpoint);

    FakeClock& clock_;
    std::map<Duration, ServerBehaviour> script_;
    std::optional<std::vector<Duration>> tells_; ///< ascending
    Result<std::uint16_t> free_port_;
    std::vector<std::shared_ptr<ConnectionRecord>> records_;
};

} // namespace wasmbench::testing
