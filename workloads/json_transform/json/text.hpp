#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace wasmbench::workloads::json {

/// A text that grows in a room of the caller's. What does not fit is left out, which full() says.
class Text {
public:
    explicit Text(std::span<char> room)
        : room_(room) {}

    void append(std::string_view piece) {
        if (piece.size() > room_.size() - size_) {
            full_ = true;
            return;
        }
        std::copy_n(piece.data(), piece.size(), room_.data() + size_);
        size_ += piece.size();
    }
    void append(char c) { append(std::string_view{&c, 1}); }

    std::string_view view() const { return {room_.data(), size_}; }
    bool full() const { return full_; }
    void clear() {
        size_ = 0;
        full_ = false;
    }

private:
    std::span<char> room_;
    std::size_t size_ = 0;
    bool full_ = false;
};

} // namespace wasmbench::workloads::json
