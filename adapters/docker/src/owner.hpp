#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench::adapters::docker {

/// The harness that made a container or image, as its label says: enough to know whether it still lives, also
/// where several machines' or containers' worth of process numbers meet at one engine.
struct Owner {
    int pid = 0;
    std::uint64_t start_ticks = 0;
    std::string pid_namespace; ///< "4026531836"
    std::string boot;          ///< the kernel's boot id

    friend bool operator==(Owner const&, Owner const&) = default;
};

Owner this_owner();

/// "PID.TICKS.NAMESPACE.BOOT".
std::string to_string(Owner const&);
/// nullopt for any other text.
std::optional<Owner> parse_owner(std::string_view);

/// Whether what `owner` made can be removed: it ran on this kernel in our process namespace and has ended, or it
/// ran before the last boot. `us` is this_owner(); `lives` says whether a process of our namespace lives.
bool is_dead(Owner const& owner, Owner const& us, std::function<bool(ProcessIdentity const&)> const& lives);

} // namespace wasmbench::adapters::docker
