#include "log_stream.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace wasmbench::adapters::docker {

ContainerOutput demultiplex(std::string_view stream) {
    constexpr std::size_t header = 8;
    ContainerOutput o;
    auto const byte = [&](std::size_t i) { return static_cast<std::uint8_t>(stream[i]); };
    while (!stream.empty()) {
        if (stream.size() < header || byte(0) > 2 || byte(1) != 0 || byte(2) != 0 || byte(3) != 0) {
            o.complete = false;
            break;
        }
        auto const length = std::size_t{byte(4)} << 24u | std::size_t{byte(5)} << 16u |
                            std::size_t{byte(6)} << 8u | std::size_t{byte(7)};
        auto& target = byte(0) == 2 ? o.err : o.out;
        stream.remove_prefix(header);
        auto const there = std::min(length, stream.size());
        target += stream.substr(0, there);
        stream.remove_prefix(there);
        if (there < length) o.complete = false;
    }
    return o;
}

} // namespace wasmbench::adapters::docker
