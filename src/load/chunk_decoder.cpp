#include "chunk_decoder.hpp"

#include "token.hpp"

#include <algorithm>

namespace wasmbench::load {
namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool has_control(std::string_view s) noexcept {
    return std::any_of(s.begin(), s.end(), [](char c) {
        auto const u = static_cast<unsigned char>(c);
        return (u < 0x20 && u != '\t') || u == 0x7f;
    });
}

void skip_blanks(std::string_view& s) noexcept {
    while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
}

bool skip_token(std::string_view& s) noexcept {
    auto const before = s.size();
    while (!s.empty() && is_token(s.front())) s.remove_prefix(1);
    return s.size() != before;
}

bool skip_quoted(std::string_view& s) noexcept {
    for (std::size_t i = 1; i < s.size(); ++i) {
        if (s[i] == '\\') {
            ++i;
        } else if (s[i] == '"') {
            s.remove_prefix(i + 1);
            return true;
        }
    }
    return false;
}

/// What may follow a chunk's size: *( BWS ";" BWS name [ BWS "=" BWS value ] ) (RFC 9112, 7.1.1). It is read
/// over.
bool are_extensions(std::string_view s) noexcept {
    if (has_control(s)) return false;
    for (;;) {
        skip_blanks(s);
        if (s.empty()) return true;
        if (s.front() != ';') return false;
        s.remove_prefix(1);
        skip_blanks(s);
        if (!skip_token(s)) return false;
        skip_blanks(s);
        if (s.empty() || s.front() != '=') continue;
        s.remove_prefix(1);
        skip_blanks(s);
        if (!s.empty() && s.front() == '"' ? !skip_quoted(s) : !skip_token(s)) return false;
    }
}

} // namespace

void ChunkDecoder::begin(std::uint64_t most_body, std::size_t most_line) noexcept {
    part_ = Part::size;
    remaining_ = 0;
    decoded_ = 0;
    beside_ = 0;
    most_body_ = most_body;
    most_line_ = most_line;
    problem_ = {};
}

ChunkDecoder::State ChunkDecoder::invalid(char const* problem) noexcept {
    problem_ = problem;
    return State::invalid;
}

ChunkDecoder::State ChunkDecoder::size_line(std::string_view line) noexcept {
    std::size_t digits = 0;
    std::uint64_t size = 0;
    for (; digits < line.size() && hex_digit(line[digits]) >= 0; ++digits) {
        if (size >> 60 != 0) return invalid("a chunk size beyond 64 bits");
        size = size * 16 + static_cast<std::uint64_t>(hex_digit(line[digits]));
    }
    if (digits == 0 || !are_extensions(line.substr(digits))) return invalid("bad chunk");
    if (size > most_body_ - decoded_) return invalid("body limit exceeded");
    remaining_ = size;
    decoded_ += size;
    part_ = size == 0 ? Part::trailer : Part::data;
    return State::incomplete;
}

ChunkDecoder::State ChunkDecoder::decode(std::string_view input, std::size_t& taken, std::string* body) {
    taken = 0;
    for (;;) {
        auto const rest = input.substr(taken);
        if (part_ == Part::data) {
            auto const n = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, rest.size()));
            if (body != nullptr) body->append(rest.substr(0, n));
            taken += n;
            remaining_ -= n;
            if (remaining_ != 0) return State::incomplete;
            part_ = Part::data_end;
            continue;
        }
        if (part_ == Part::data_end) {
            if ((!rest.empty() && rest[0] != '\r') || (rest.size() >= 2 && rest[1] != '\n'))
                return invalid("bad chunk: no line end after its data");
            if (rest.size() < 2) return State::incomplete;
            taken += 2;
            beside_ = 2;
            part_ = Part::size;
            continue;
        }
        // A peer that sends no chunk and then waits must not look like a slow one: the first byte tells.
        if (part_ == Part::size && !rest.empty() && hex_digit(rest[0]) < 0) return invalid("bad chunk");
        auto const end = rest.find('\n');
        if (end == rest.npos) {
            if (beside_ + rest.size() > most_line_)
                return invalid("a chunk header or trailer above the header limit");
            return State::incomplete;
        }
        if (end == 0 || rest[end - 1] != '\r')
            return invalid("bad chunk: a line that does not end with CR LF");
        auto const line = rest.substr(0, end - 1);
        // Everything that is not data counts, so that the verdict does not depend on where the pieces end.
        beside_ += end + 1;
        if (beside_ > most_line_) return invalid("a chunk header or trailer above the header limit");
        taken += end + 1;
        if (part_ == Part::size) {
            if (size_line(line) == State::invalid) return State::invalid;
            continue;
        }
        if (line.empty()) return State::complete;
        auto name = line;
        if (!skip_token(name) || !name.starts_with(':') || has_control(line)) return invalid("bad trailer");
    }
}

} // namespace wasmbench::load
