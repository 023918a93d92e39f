#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace wasmbench::workloads {

/// `--store ADDRESS:PORT` taken out of a program's arguments, the others in their order.
struct StoreOption {
    std::optional<boost::asio::ip::tcp::endpoint> store;
    std::vector<char const*> others;
    std::string complaint; ///< empty, or one line without its line feed
};

StoreOption take_store_option(std::span<char const* const> arguments);

} // namespace wasmbench::workloads
