#pragma once

#include <cstddef>
#include <cstdint>

extern "C" unsigned char __heap_base; // set by the linker: the first byte after data and stack

namespace wasmbench::workloads {

/// The memory that the host writes the arguments of one request into: taken from the end of the module's
/// data, handed out upwards, all given back at once by `reset`. A service that runs for days in a reused
/// instance therefore needs no more than its largest request. Running out of memory traps, which ends the
/// instance and not the host.
class Arena {
public:
    /// `alignment` is a power of two.
    void* allocate(std::size_t size, std::size_t alignment) {
        std::uintptr_t const start = (next() + alignment - 1) & ~(alignment - 1);
        if (start + size < start) __builtin_trap();
        grow_to(start + size);
        used_ = start + size - base();
        return reinterpret_cast<void*>(start);
    }

    void reset() { used_ = 0; }

private:
    static constexpr std::size_t page = 65536;

    static std::uintptr_t base() { return reinterpret_cast<std::uintptr_t>(&__heap_base); }
    std::uintptr_t next() const { return base() + used_; }

    static void grow_to(std::uintptr_t end) {
        std::size_t const pages = (end - 1) / page + 1;
        std::size_t const present = __builtin_wasm_memory_size(0);
        if (pages > present && __builtin_wasm_memory_grow(0, pages - present) == SIZE_MAX) __builtin_trap();
    }

    std::size_t used_ = 0;
};

} // namespace wasmbench::workloads
