#pragma once

#include "scan_state.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>

// Scanners as one who reads from a connection uses them, and what it means that two of them agree. For the
// tests that draw responses and for the fuzzer.
namespace wasmbench::load::test {

struct Seen {
    ScanState state = ScanState::incomplete;
    std::size_t taken = 0; ///< bytes given until it was no longer incomplete
    int status = 0;
    std::string body;
    bool keep_alive = false;
    bool surplus = false;
    std::string problem; ///< of an invalid one
};

/// Gives a scanner a response in pieces of step() bytes, and then the end of the stream. Throws
/// std::logic_error when the scanner has no room for more while it is not done.
template <class Scanner, class Step>
Seen scan(Scanner& s, std::string_view text, Step step) {
    Seen seen;
    while (seen.taken < text.size() && seen.state == ScanState::incomplete) {
        auto const room = s.space();
        auto const n = std::min({text.size() - seen.taken, step(), room.size()});
        if (n == 0) throw std::logic_error("a scanner that is not done has no room");
        std::memcpy(room.data(), text.data() + seen.taken, n);
        seen.taken += n;
        seen.state = s.received(n);
        if (s.bytes() != seen.taken) throw std::logic_error("a scanner has lost count of its bytes");
    }
    if (seen.state == ScanState::incomplete) seen.state = s.ended();
    if (seen.state == ScanState::complete) {
        seen.status = s.status();
        seen.body = std::string(s.body());
        seen.keep_alive = s.keep_alive();
        seen.surplus = s.surplus();
    }
    if (seen.state == ScanState::invalid) seen.problem = std::string(s.problem());
    return seen;
}

/// In what the strict judge contradicts a scanner; empty when in nothing. What the scanner accepts, the judge
/// has to accept with the same content and end. That the scanner refuses more, or earlier, is as it should
/// be.
inline std::string contradiction(Seen const& scanner, Seen const& judge) {
    if (scanner.state != ScanState::complete) return {};
    if (judge.state == ScanState::incomplete) return "the judge says that it is not complete";
    if (judge.state == ScanState::invalid) return "the judge refuses it: " + judge.problem;
    if (scanner.status != judge.status) return "another status";
    if (scanner.body != judge.body) return "another body";
    if (scanner.keep_alive != judge.keep_alive) return "the connection is kept by one and not by the other";
    if (scanner.surplus != judge.surplus) return "bytes after the end for one and not for the other";
    if (scanner.taken != judge.taken) return "another end";
    return {};
}

} // namespace wasmbench::load::test
