#pragma once

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::tool {

/// As much of a terminal as the live view needs: characters of one byte, lines that wrap, a screen that scrolls, CR,
/// LF, and of the escapes cursor up, erase to the end of the line, erase below. Anything else fails the test.
class FakeTerminal {
public:
    FakeTerminal(std::size_t columns, std::size_t rows)
        : columns_(columns)
        , screen_(rows) {}

    void write(std::string_view bytes) {
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            char const c = bytes[i];
            if (c == '\r')
                column_ = 0;
            else if (c == '\n')
                down();
            else if (c == '\x1b')
                i = escape(bytes, i);
            else
                put(c);
        }
    }

    /// Everything that was ever there, without spaces at the ends and empty lines at the foot.
    std::vector<std::string> lines() const {
        auto out = scrolled_;
        out.insert(out.end(), screen_.begin(), screen_.end());
        for (auto& line : out) line.erase(line.find_last_not_of(' ') + 1);
        while (!out.empty() && out.back().empty()) out.pop_back();
        return out;
    }
    std::size_t scrolled() const { return scrolled_.size(); }
    std::size_t column() const { return column_; }

private:
    void put(char c) {
        REQUIRE(static_cast<unsigned char>(c) >= 0x20);
        if (column_ == columns_) {
            column_ = 0;
            down();
        }
        auto& line = screen_[row_];
        if (line.size() <= column_) line.resize(column_ + 1, ' ');
        line[column_++] = c;
    }
    void down() {
        if (row_ + 1 < screen_.size()) {
            ++row_;
            return;
        }
        scrolled_.push_back(screen_.front());
        screen_.erase(screen_.begin());
        screen_.emplace_back();
    }
    std::size_t escape(std::string_view bytes, std::size_t i) {
        REQUIRE(bytes.substr(i + 1, 1) == "[");
        std::size_t number = 0;
        for (i += 2; i < bytes.size() && bytes[i] >= '0' && bytes[i] <= '9'; ++i)
            number = 10 * number + static_cast<std::size_t>(bytes[i] - '0');
        REQUIRE(i < bytes.size());
        if (bytes[i] == 'A') {
            row_ -= std::min(row_, number);
        } else if (bytes[i] == 'K') {
            if (screen_[row_].size() > column_) screen_[row_].resize(column_);
        } else {
            REQUIRE(bytes[i] == 'J');
            if (screen_[row_].size() > column_) screen_[row_].resize(column_);
            for (auto r = row_ + 1; r < screen_.size(); ++r) screen_[r].clear();
        }
        return i;
    }

    std::size_t columns_;
    std::vector<std::string> screen_, scrolled_;
    std::size_t row_ = 0, column_ = 0;
};

} // namespace wasmbench::tool
