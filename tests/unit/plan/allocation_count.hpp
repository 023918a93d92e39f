#pragma once

#include <cstddef>

namespace wasmbench::testing {

/// How often this thread has called operator new so far.
std::size_t allocation_count() noexcept;

} // namespace wasmbench::testing
