#pragma once

#include "respond.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// What components of the world timed-program share: the clock, and the line that they answer with.
namespace wasmbench::workloads {

extern "C"
    [[clang::import_module("wasi:clocks/monotonic-clock@0.2.0"), clang::import_name("now")]] std::uint64_t
    monotonic_ns();

/// A line that is put together piece by piece; what does not fit is cut off.
class Line {
public:
    Line& operator<<(std::string_view piece) {
        for (char c : piece)
            if (size_ < sizeof text_) text_[size_++] = c;
        return *this;
    }
    std::string_view text() const { return {text_, size_}; }

private:
    char text_[256]{};
    std::size_t size_ = 0;
};

/// Milliseconds with three decimals: two numbers that stand for the two sides of the point.
class Milliseconds {
public:
    explicit Milliseconds(std::uint64_t us)
        : fraction_(1000 + us % 1000)
        , whole_(us / 1000) {}
    std::string_view whole() const { return whole_.text(); }
    std::string_view fraction() const {
        return fraction_.text().substr(1);
    } // "1034" without the first: zeros kept

private:
    Decimal fraction_, whole_;
};

} // namespace wasmbench::workloads
