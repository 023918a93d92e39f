#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads {

/// What the service answers: a status and a short text, held by value so that no answer needs the heap.
class Answer {
public:
    /// `body` must fit in `max_body` characters; what is beyond is cut off.
    constexpr Answer(std::uint16_t status, std::string_view body)
        : status_{status}
        , size_{std::min(body.size(), max_body)} {
        std::copy_n(body.data(), size_, text_.data());
    }

    constexpr std::uint16_t status() const { return status_; }
    constexpr std::string_view body() const { return {text_.data(), size_}; }

    // The longest bodies: the greeting, and the largest counter with its line feed; both have 21 characters.
    static constexpr std::size_t max_body = 32;

private:
    std::uint16_t status_;
    std::size_t size_;
    std::array<char, max_body> text_{};
};

/// The service behind both programs, the native server and the wasi:http component: `/` answers 200 and a
/// constant line, `/state` answers 200 and how many times it was asked (1, 2, ...), anything else answers
/// 404. The method is not looked at. Every answer is `text/plain`.
///
/// Any number of threads may call `answer` on one object; no two of them see the same count.
class Service {
public:
    static constexpr std::string_view greeting = "hello from wasmbench\n";
    static constexpr std::string_view content_type = "text/plain";

    /// `target` is the path of the request with its query, if any; the query is ignored.
    Answer answer(std::string_view target) {
        std::string_view const path = target.substr(0, target.find('?'));
        if (path == "/") return {200, greeting};
        if (path == "/state") return count_line(asked_.fetch_add(1, std::memory_order_relaxed) + 1);
        return {404, "not found\n"};
    }

private:
    // Written out by hand: std::to_chars would pull the C++ library into the component.
    static Answer count_line(std::uint64_t count) {
        std::array<char, 21> line{};
        std::size_t first = line.size();
        line[--first] = '\n';
        do {
            line[--first] = static_cast<char>('0' + count % 10);
            count /= 10;
        } while (count != 0);
        return {200, {line.data() + first, line.size() - first}};
    }

    std::atomic<std::uint64_t> asked_{0};
};

} // namespace wasmbench::workloads
