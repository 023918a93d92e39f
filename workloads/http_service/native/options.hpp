#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>

namespace wasmbench::workloads {

struct Options {
    boost::asio::ip::address address = boost::asio::ip::address_v4::loopback();
    std::uint16_t port = 8080; ///< 0 = any free port
    std::size_t threads = 1;   ///< set from the machine's hardware threads unless given
    bool help = false;
};

/// Reads the arguments after the program's name; a string is the complaint about them, one line without its
/// line feed. `default_threads` is at least 1.
std::variant<Options, std::string> parse_options(
    std::span<char const* const> arguments, std::size_t default_threads);

/// The text of `--help`.
extern char const* const usage;

} // namespace wasmbench::workloads
