#include "process_footprint.hpp"

namespace wasmbench::probe::detail {

std::optional<ProcessFootprint> read_footprint(int) {
    return std::nullopt;
}

Availability footprint_available() {
    return Availability::no("only macOS keeps a footprint of each process; here there is the probe memory");
}

} // namespace wasmbench::probe::detail
