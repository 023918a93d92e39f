#pragma once

#include <wasmbench/core/error.hpp>

namespace wasmbench::detail {

/// A descriptor that becomes readable when the process `pid`, a child of ours that is not yet reaped, has
/// ended. Close-on-exec; the caller owns it. -1 with `ec` set on failure.
int open_exit_watch(int pid, error_code& ec) noexcept;

} // namespace wasmbench::detail
