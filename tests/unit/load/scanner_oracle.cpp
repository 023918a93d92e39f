// The scanner against Beast's parser: whatever it accepts, Beast accepts, with the same status, body and end.

#include "beast_scanner.hpp"
#include "response_scanner.hpp"
#include "scan_pieces.hpp"

#include <wasmbench/stats/random.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

using namespace wasmbench::load;
using namespace wasmbench::load::test;
using wasmbench::stats::uniform_below;
using wasmbench::stats::Xoshiro256;

namespace {

template <class Scanner>
Seen scan_in_steps(Scanner& s, std::string_view text, std::size_t step) {
    s.begin();
    return scan(s, text, [step] { return step; });
}

std::string draw_text(Xoshiro256& random) {
    auto pick = [&](std::vector<std::string> const& from) {
        return from[uniform_below(random, from.size())];
    };
    std::string body(uniform_below(random, 40), 'b');
    std::string text = pick({"HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 200",
                           "HTTP/1.1 404 Not Found", "HTTP/1.0 200 OK", "HTTP/1.1 204 No Content",
                           "HTTP/1.1 100 Continue", "HTTP/1.1 304 x"}) +
                       "\r\n";
    bool const chunked = uniform_below(random, 3) == 0;
    auto const fields = uniform_below(random, 4);
    auto field = [&] {
        return pick({"Server: x", "Date: Tue, 24 Nov 2026 18:00:00 GMT", "X:", "X-Y: \t z \t",
                   "Connection: close", "Connection: keep-alive", "connection: Keep-Alive", "Via: a, b",
                   "Connection: upgrade"}) +
               "\r\n";
    };
    for (std::uint64_t i = 0; i < fields; ++i) text += field();
    if (chunked) {
        text +=
            pick({"Transfer-Encoding: chunked", "transfer-encoding:chunked", "Transfer-Encoding: Chunked "}) +
            "\r\n\r\n";
        for (std::size_t at = 0; at < body.size();) {
            auto const n = 1 + uniform_below(random, body.size() - at);
            char size[40];
            std::snprintf(size, sizeof size, uniform_below(random, 2) == 0 ? "%zx" : "00%zX",
                static_cast<std::size_t>(n));
            text += size + pick({"", "", ";a", ";a=b", ";a=\"b\""}) + "\r\n" + body.substr(at, n) + "\r\n";
            at += n;
        }
        text += "0\r\n" + pick({"", "", "T: u\r\n"}) + "\r\n";
    } else {
        if (uniform_below(random, 8) != 0)
            text += pick({"Content-Length: ", "content-length:", "Content-Length:  "}) +
                    std::to_string(body.size()) + "\r\n";
        text += "\r\n" + body;
    }
    return text;
}

/// A change of one or a few bytes.
std::string spoiled(Xoshiro256& random, std::string text) {
    constexpr std::string_view bytes = "\r\n\t :;0123456789abcfzHT/.,\"\0\x7f\xff";
    for (std::uint64_t i = 0; i <= uniform_below(random, 3); ++i) {
        if (text.empty()) break;
        auto const at = uniform_below(random, text.size());
        switch (uniform_below(random, 4)) {
        case 0:
            text.erase(at, 1);
            break;
        case 1:
            text.insert(at, 1, bytes[uniform_below(random, bytes.size())]);
            break;
        case 2:
            text[at] = bytes[uniform_below(random, bytes.size())];
            break;
        default:
            text.resize(at);
        }
    }
    return text;
}

} // namespace

TEST_CASE("what Beast makes of a response, the scanner makes of it") {
    Xoshiro256 random(11);
    ResponseScanner fast((ResponseLimits()));
    BeastScanner strict((ResponseLimits()));
    int complete = 0;
    int without_beast = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto const text = draw_text(random);
        auto const step = uniform_below(random, 3) == 0 ? 1 + uniform_below(random, 20) : text.size();
        auto const a = scan_in_steps(fast, text, step);
        bool const fell_back = fast.fell_back();
        auto const b = scan_in_steps(strict, text, step);
        CAPTURE(round, text, step);
        REQUIRE(a.state == b.state);
        REQUIRE(a.status == b.status);
        REQUIRE(a.body == b.body);
        REQUIRE(a.keep_alive == b.keep_alive);
        REQUIRE(a.surplus == b.surplus);
        complete += a.state == ScanState::complete;
        without_beast += a.state == ScanState::complete && !fell_back;
    }
    CHECK(complete > 10'000);
    CHECK(without_beast > 5'000);
}

TEST_CASE("what the scanner accepts of spoiled responses, Beast accepts with the same content") {
    Xoshiro256 random(12);
    ResponseScanner fast((ResponseLimits()));
    BeastScanner strict((ResponseLimits()));
    int refused = 0;
    int agreed = 0;
    for (int round = 0; round < 40'000; ++round) {
        auto const text = spoiled(random, draw_text(random));
        auto const step = uniform_below(random, 3) == 0 ? 1 + uniform_below(random, 20)
                                                        : std::max<std::size_t>(text.size(), 1);
        auto const a = scan_in_steps(fast, text, step);
        auto const b = scan_in_steps(strict, text, step);
        CAPTURE(round, text, step);
        refused += a.state == ScanState::invalid;
        if (a.state != ScanState::complete) continue; // stricter, or earlier, is as it should be
        REQUIRE(contradiction(a, b) == "");
        ++agreed;
    }
    CHECK(refused > 1'000);
    CHECK(agreed > 1'000);
}

TEST_CASE("a body that is larger than the buffer is counted, and kept if it is asked for") {
    ResponseLimits limits;
    limits.header = 512;
    std::string body(300'000, 'q');
    body.back() = '!';
    auto const text = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    ResponseScanner s(limits);
    auto give = [&](std::string_view rest) {
        auto state = ScanState::incomplete;
        while (!rest.empty() && state == ScanState::incomplete) {
            auto const room = s.space();
            auto const n = std::min(rest.size(), room.size());
            std::memcpy(room.data(), rest.data(), n);
            rest.remove_prefix(n);
            state = s.received(n);
        }
        return state;
    };
    s.begin(false, true);
    REQUIRE(give(text) == ScanState::complete);
    CHECK(s.body() == body);
    CHECK_FALSE(s.surplus());
    s.begin(false, false);
    REQUIRE(give(text) == ScanState::complete);
    CHECK(s.body().empty());
    s.begin(false, true);
    REQUIRE(give(text + "x") == ScanState::complete);
    CHECK(s.bytes() == text.size() + 1);
    CHECK(s.surplus());
}
