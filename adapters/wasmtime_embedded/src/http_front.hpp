#pragma once

#include <wasmbench/core/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::wasmtime_embedded {

struct FrontAnswer {
    std::uint16_t status = 0;
    std::string body;
};

/// An HTTP/1.1 server with an event loop per thread, on 127.0.0.1; connections are dealt out in turn.
/// Keep-alive; heads up to 8 KiB, bodies up to 1 MiB; 400 and the end of the connection for what is not HTTP.
class HttpFront {
public:
    /// Answers the requests of one thread, and is called on it alone.
    using Handler = std::function<FrontAnswer(std::string_view target)>;

    /// One thread for each handler, at least one.
    explicit HttpFront(std::vector<Handler> handlers);
    ~HttpFront();
    HttpFront(HttpFront const&) = delete;
    HttpFront& operator=(HttpFront const&) = delete;

    /// Opens the port. Error: the operating system's.
    error_code listen(std::uint16_t port);

    /// Serves the connections of one event loop on the calling thread until stop(). Each of the loops,
    /// numbered as the handlers, needs a thread.
    void run(std::size_t loop);

    /// Ends every run() when each thread has finished the request that it is in. Connections are cut.
    /// Thread-safe, also before run().
    void stop();

private:
    class Acceptor;
    struct Loop;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::unique_ptr<Acceptor> acceptor_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
