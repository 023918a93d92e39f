#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wasmbench {

/// The harness that made something outside of itself: written on the thing (an environment, a label, a name, a file) before
/// or as it is made, it says for ever whether its maker still lives. A process number alone is given away again, and several
/// machines' or containers' worth of them meet at one engine or in one hierarchy of control groups.
struct Owner {
    int pid = 0;
    std::uint64_t start_ticks = 0;
    std::string pid_namespace; ///< "4026531836"; "1" where there are none (macOS)
    std::string boot;          ///< the kernel's boot id

    friend bool operator==(Owner const&, Owner const&) = default;
};

/// This process. Read anew after a fork. Safe from any thread.
Owner this_owner();

/// "PID.TICKS.NAMESPACE.BOOT".
std::string to_string(Owner const&);
/// Inverse of to_string; nullopt for any other text.
std::optional<Owner> parse_owner(std::string_view);

/// Whether what `owner` made can be removed: it ran on this kernel in our process namespace and has ended, or it
/// ran before the last boot. `us` is this_owner(); `lives` says whether a process of our namespace lives.
bool is_dead(Owner const& owner, Owner const& us, std::function<bool(ProcessIdentity const&)> const& lives);

/// The same, with this process and the process table.
bool is_dead(Owner const& owner);

} // namespace wasmbench
