// The native HTTP service. Exit status: 0 after SIGTERM or SIGINT, 1 if it cannot listen, 2 for unusable
// arguments.
#include "connection.hpp"
#include "options.hpp"
#include "server.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <thread>

namespace {

using namespace wasmbench::workloads;

// One write() for the line, whatever standard output is: whoever waits for it sees it whole.
bool announce(boost::asio::ip::tcp::endpoint const& endpoint) {
    std::ostringstream line;
    line << "listening on " << endpoint << '\n';
    return std::fputs(line.str().c_str(), stdout) != EOF && std::fflush(stdout) == 0;
}

int serve(Options const& options) {
    boost::asio::ip::tcp::endpoint const endpoint{options.address, options.port};
    try {
        Service service;
        Server<Connection> server{endpoint, options.threads, service};
        if (!announce(server.local_endpoint())) {
            std::cerr << "wasmbench-http-service: cannot write to standard output\n";
            return 1;
        }
        server.run();
        return 0;
    } catch (boost::system::system_error const& failure) {
        std::cerr << "wasmbench-http-service: cannot listen on " << endpoint << ": "
                  << failure.code().message()
                  << "; choose another --port (0 takes any free one) or --address\n";
        return 1;
    }
}

} // namespace

int main(int argc, char** argv) {
    std::size_t const hardware_threads = std::max(1U, std::thread::hardware_concurrency());
    auto const parsed = parse_options({argv + 1, static_cast<std::size_t>(argc) - 1}, hardware_threads);
    if (auto const* complaint = std::get_if<std::string>(&parsed)) {
        std::cerr << "wasmbench-http-service: " << *complaint << '\n';
        return 2;
    }
    auto const& options = std::get<Options>(parsed);
    if (options.help) {
        std::fputs(usage, stdout);
        return 0;
    }
    return serve(options);
}
