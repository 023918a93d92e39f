#include "privilege_trials.hpp"

namespace wasmbench::probe::detail {

std::string why_no_drop_caches() {
    return "there is no /proc/sys/vm/drop_caches outside Linux";
}

std::string why_no_network_namespaces() {
    return "there are no network namespaces outside Linux";
}

std::string why_no_real_time_priority() {
    return "it is not asked for outside Linux";
}

} // namespace wasmbench::probe::detail
