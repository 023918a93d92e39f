#pragma once

#include <chrono>
#include <cstring>
#include <ctime>
#include <optional>

#include <sys/socket.h>

#ifdef __linux__
#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#endif

namespace wasmbench::detail {

/// When the kernel received what a socket reads, which is before the reader is woken: Linux,
/// Documentation/networking/timestamping.rst. Elsewhere there is no such stamp.

/// Room for the control messages of one read, to be aligned as cmsghdr.
#ifdef __linux__
inline constexpr std::size_t receive_stamp_room = CMSG_SPACE(sizeof(scm_timestamping)) + 64;
#else
inline constexpr std::size_t receive_stamp_room = sizeof(cmsghdr);
#endif

/// False where there is none. The first socket of a machine that asks switches the stamping on, and packets that are under way
/// then may have none.
inline bool ask_for_receive_stamps([[maybe_unused]] int descriptor) noexcept {
#ifdef __linux__
    int const flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    return ::setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof flags) == 0;
#else
    return false;
#endif
}

/// From the stamp of the last packet that recvmsg() has read into `message` until now. Both are of the realtime clock: nothing
/// when that clock was set in between, or when there is no stamp.
inline std::optional<std::chrono::nanoseconds> age_of_received([[maybe_unused]] msghdr& message) noexcept {
#ifdef __linux__
    for (auto* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPING) continue;
        scm_timestamping stamps{};
        std::memcpy(&stamps, CMSG_DATA(c), sizeof stamps);
        if (stamps.ts[0].tv_sec == 0) return std::nullopt;
        std::timespec now{};
        ::clock_gettime(CLOCK_REALTIME, &now);
        std::chrono::nanoseconds const age{
            (now.tv_sec - stamps.ts[0].tv_sec) * 1'000'000'000 + (now.tv_nsec - stamps.ts[0].tv_nsec)};
        if (age < age.zero() || age > std::chrono::seconds(60)) return std::nullopt;
        return age;
    }
#endif
    return std::nullopt;
}

} // namespace wasmbench::detail
