#include "command_line.hpp"

#include <wasmbench/adapters/common/option_reader.hpp>

namespace wasmbench::adapters::native {

Settings read_options(Workload const& workload, Options const& options) {
    OptionReader reader("native", options);
    Settings s;
    if (workload.needs().has(Capability::http)) {
        s.threads = reader.number("threads", 1, 1024);
        if (auto const p = reader.number("port", 1, 65535)) s.port = static_cast<std::uint16_t>(*p);
    }
    reader.finish();
    return s;
}

std::vector<std::string> service_arguments(Settings const& s, HttpEndpoint const& at, std::string const& store) {
    std::vector<std::string> a{"--address", at.host, "--port", std::to_string(at.port)};
    if (s.threads) a.insert(a.end(), {"--threads", std::to_string(*s.threads)});
    if (!store.empty()) a.insert(a.end(), {"--store", store});
    return a;
}

} // namespace wasmbench::adapters::native
