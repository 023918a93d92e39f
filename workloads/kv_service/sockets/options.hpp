#pragma once

#include "../../http_service/sockets/listen_options.hpp"
#include "../store_address.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace wasmbench::workloads {

/// The native program's --address, --port and --store, IPv4 only.
struct KvOptions {
    bool valid = false;
    ListenOptions listen;
    StoreAddress store;
};

/// Of the arguments without --store, http_service's reader says whether they are good; there may be as many as it knows.
constexpr KvOptions read_kv_options(int argc, char const* const* argv) {
    KvOptions o;
    std::array<char const*, 5> others{};
    std::size_t count = 1;
    for (int i = 1; i < argc; i += 2) {
        if (i + 1 >= argc) return {};
        if (std::string_view{argv[i]} == "--store") {
            o.store = read_store_address(argv[i + 1]);
            continue;
        }
        if (count + 2 > others.size()) return {};
        others[count++] = argv[i];
        others[count++] = argv[i + 1];
    }
    o.listen = read_options(static_cast<int>(count), others.data());
    o.valid = o.store.valid && o.listen.valid;
    return o;
}

} // namespace wasmbench::workloads
