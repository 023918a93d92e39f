#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>

namespace wasmbench::workloads::json {

/// Memory from one block, handed out upwards and given back all at once: what a document is made of has one
/// lifetime. Its block is the caller's, so that the same code runs where there is no malloc.
class Pool {
public:
    explicit Pool(std::span<std::byte> block)
        : block_(block) {}

    /// Null when the block is full. `alignment` is a power of two.
    void* allocate(std::size_t size, std::size_t alignment) {
        auto const base = reinterpret_cast<std::uintptr_t>(block_.data());
        std::size_t const start = ((base + used_ + alignment - 1) & ~(alignment - 1)) - base;
        if (start > block_.size() || size > block_.size() - start) return nullptr;
        used_ = start + size;
        return block_.data() + start;
    }

    /// Null when the block is full. Nothing is destroyed later.
    template <class T>
    T* make() {
        static_assert(std::is_trivially_destructible_v<T>);
        void* const place = allocate(sizeof(T), alignof(T));
        return place ? ::new (place) T{} : nullptr;
    }

    void reset() { used_ = 0; }

private:
    std::span<std::byte> block_;
    std::size_t used_ = 0;
};

} // namespace wasmbench::workloads::json
