#include "sink_options.hpp"

#include <charconv>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace wasmbench::bench {

namespace {

double number(std::string_view name, std::string_view text, double least, double most) {
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= least && value <= most))
        throw std::invalid_argument(std::string(name) + ": '" + std::string(text) + "' is no number from " +
                                    std::to_string(least) + " to " + std::to_string(most));
    return value;
}

Nanoseconds time(std::string_view name, std::string_view text, double unit, double least, double most) {
    return Nanoseconds(static_cast<std::int64_t>(number(name, text, least, most) * unit));
}

Freeze freeze(std::string_view name, std::string_view text) {
    auto const comma = text.find(',');
    if (comma == std::string_view::npos)
        throw std::invalid_argument(std::string(name) + " takes EVERY_MS,FOR_MS");
    Freeze const f{time(name, text.substr(0, comma), 1e6, 1, 1e6), time(name, text.substr(comma + 1), 1e6, 0, 1e6)};
    if (f.length >= f.every)
        throw std::invalid_argument(std::string(name) + ": FOR_MS must be less than EVERY_MS");
    return f;
}

} // namespace

SinkOptions parse_sink_options(int argc, char const* const* argv) {
    SinkOptions o;
    for (int i = 1; i < argc; i += 2) {
        std::string_view const name = argv[i];
        if (i + 1 == argc) throw std::invalid_argument(std::string(name) + " takes a value");
        std::string_view const value = argv[i + 1];
        if (name == "--port")
            o.port = static_cast<std::uint16_t>(number(name, value, 0, 65535));
        else if (name == "--unix")
            o.unix_path = value;
        else if (name == "--service-us")
            o.service = time(name, value, 1e3, 0, 1e6);
        else if (name == "--freeze")
            o.freeze = freeze(name, value);
        else if (name == "--stamps")
            o.stamps = value;
        else if (name == "--cpu")
            o.cpu = static_cast<int>(number(name, value, 0, 1023));
        else if (name == "--for")
            o.limit = time(name, value, 1e9, 0.001, 3600);
        else
            throw std::invalid_argument("unknown option '" + std::string(name) +
                "'; known: --port --unix --service-us --freeze --stamps --cpu --for");
    }
    return o;
}

} // namespace wasmbench::bench
