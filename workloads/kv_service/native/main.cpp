// The native key-value service. Exit status: 0 after SIGTERM or SIGINT, 1 if it cannot listen, 2 for unusable
// arguments.
#include "../../http_service/native/options.hpp"
#include "../../http_service/native/server.hpp"
#include "store_client.hpp"
#include "store_option.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <thread>

namespace {

using namespace wasmbench::workloads;
using Endpoint = boost::asio::ip::tcp::endpoint;

constexpr char const* name = "wasmbench-kv-service: ";
constexpr char const* help =
    "usage: wasmbench-kv-service --store ADDRESS:PORT [--address IP] [--port N] [--threads N]\n"
    "  --store ADDRESS:PORT  where a Redis server listens\n"
    "  The others are those of wasmbench-http-service, see its --help.\n";

// One write() for the line, whatever standard output is: whoever waits for it sees it whole.
bool announce(Endpoint const& endpoint) {
    std::ostringstream line;
    line << "listening on " << endpoint << '\n';
    return std::fputs(line.str().c_str(), stdout) != EOF && std::fflush(stdout) == 0;
}

int serve(Options const& options, Endpoint const& store) {
    Endpoint const endpoint{options.address, options.port};
    try {
        Server<StoreClient> server{endpoint, options.threads, store};
        if (!announce(server.local_endpoint())) {
            std::cerr << name << "cannot write to standard output\n";
            return 1;
        }
        server.run();
        return 0;
    } catch (boost::system::system_error const& failure) {
        std::cerr << name << "cannot listen on " << endpoint << ": " << failure.code().message()
                  << "; choose another --port (0 takes any free one) or --address\n";
        return 1;
    }
}

} // namespace

int main(int argc, char** argv) {
    auto const own = take_store_option({argv + 1, static_cast<std::size_t>(argc) - 1});
    std::size_t const hardware_threads = std::max(1U, std::thread::hardware_concurrency());
    auto const parsed = parse_options(own.others, hardware_threads);
    auto const* other_complaint = std::get_if<std::string>(&parsed);
    if (other_complaint || !own.complaint.empty()) {
        std::cerr << name << (other_complaint ? *other_complaint : own.complaint) << '\n';
        return 2;
    }
    auto const& options = std::get<Options>(parsed);
    if (options.help) {
        std::fputs(help, stdout);
        return 0;
    }
    return serve(options, *own.store);
}
