#include "allocation_count.hpp"

#include <cstdlib>
#include <new>

namespace {
thread_local std::size_t allocations = 0;
} // namespace

namespace wasmbench::testing {
std::size_t allocation_count() noexcept {
    return allocations;
}
} // namespace wasmbench::testing

// Replaced for the whole test program. The array and nothrow forms of the standard library call these.
void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
    throw std::bad_alloc();
}
void operator delete(void* p) noexcept {
    std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
    std::free(p);
}
