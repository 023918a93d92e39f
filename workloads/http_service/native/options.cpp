#include "options.hpp"

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace wasmbench::workloads {

char const* const usage =
    "usage: wasmbench-http-service [--address IP] [--port N] [--threads N]\n"
    "  --address IP  where to listen (127.0.0.1)\n"
    "  --port N      0 to 65535; 0 takes any free port, which the first line of output names (8080)\n"
    "  --threads N   1 to 1024 (as many as the machine has hardware threads)\n";

namespace {

constexpr std::size_t max_threads = 1024;

std::optional<std::size_t> number(std::string_view text, std::size_t least, std::size_t most) {
    std::size_t value = 0;
    char const* const end = text.data() + text.size();
    auto const [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end || value < least || value > most) return std::nullopt;
    return value;
}

// The complaint about `value`, empty if it was taken.
std::string take(Options& options, std::string const& name, std::string const& value) {
    if (name == "--address") {
        boost::system::error_code error;
        options.address = boost::asio::ip::make_address(value, error);
        return error ? "--address " + value + ": expected an IP address such as 127.0.0.1" : "";
    }
    if (name == "--port") {
        auto const port = number(value, 0, 65535);
        if (!port) return "--port " + value + ": expected a number from 0 to 65535";
        options.port = static_cast<std::uint16_t>(*port);
        return {};
    }
    if (name == "--threads") {
        auto const threads = number(value, 1, max_threads);
        if (!threads) return "--threads " + value + ": expected a number from 1 to 1024";
        options.threads = *threads;
        return {};
    }
    return name + ": no such option; --help lists them";
}

} // namespace

std::variant<Options, std::string> parse_options(
    std::span<char const* const> arguments, std::size_t default_threads) {
    Options options;
    options.threads = default_threads;
    for (std::size_t i = 0; i < arguments.size(); i += 2) {
        std::string const name = arguments[i];
        if (name == "--help") {
            options.help = true;
            return options;
        }
        if (i + 1 == arguments.size())
            return name + ": a value is missing, or there is no such option; see --help";
        if (auto complaint = take(options, name, arguments[i + 1]); !complaint.empty()) return complaint;
    }
    return options;
}

} // namespace wasmbench::workloads
