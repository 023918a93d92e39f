#include <wasmbench/adapters/common/listener_owner.hpp>

namespace wasmbench::adapters {

// libproc can answer this; until it is run on a Mac, the honest answer is that we do not know.
ListenerOwner listener_owner(std::uint16_t, std::vector<ProcessIdentity> const&) {
    return ListenerOwner::unknown;
}

} // namespace wasmbench::adapters
