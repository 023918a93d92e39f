#include "listen_events.hpp"

namespace wasmbench::detail {

// No such notes are known of on this system.
std::shared_ptr<ListenEvents> ListenEvents::open() {
    return nullptr;
}

std::unique_ptr<ListenWatch> ListenEvents::watch(std::shared_ptr<ListenEvents>, asio::any_io_executor) {
    return nullptr;
}

} // namespace wasmbench::detail
