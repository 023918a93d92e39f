#include "response_scanner.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

using namespace wasmbench::load;
using Catch::Matchers::ContainsSubstring;
using State = ResponseScanner::State;

namespace {

/// Feeds `text` as a socket would: at most `step` bytes at a time, never more than there is room for.
State feed(ResponseScanner& scanner, std::string_view text, std::size_t step = SIZE_MAX) {
    auto state = State::incomplete;
    while (!text.empty() && state == State::incomplete) {
        auto const room = scanner.space();
        REQUIRE(room.size() > 0);
        auto const n = std::min({text.size(), step, room.size()});
        std::memcpy(room.data(), text.data(), n);
        text.remove_prefix(n);
        state = scanner.received(n);
    }
    return state;
}

ResponseScanner scanner(bool head = false) {
    return ResponseScanner(ResponseLimits{}, head);
}

constexpr std::string_view plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";
constexpr std::string_view chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n"
                                     "1\r\nh\r\n00004;a=\"b\"\r\nello\r\n0\r\nT: u\r\n\r\n";

} // namespace

TEST_CASE("a response is found whole, byte by byte and split anywhere") {
    auto s = scanner();
    for (auto const text : {plain, chunked}) {
        CAPTURE(text);
        auto check = [&](State state) {
            REQUIRE(state == State::complete);
            CHECK(s.status() == 200);
            CHECK(s.body() == "hello");
            CHECK(s.keep_alive());
            CHECK_FALSE(s.surplus());
            CHECK(s.bytes() == text.size());
        };
        for (std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, SIZE_MAX}) {
            s.begin();
            check(feed(s, text, step));
        }
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            CAPTURE(cut);
            s.begin();
            REQUIRE(feed(s, text.substr(0, cut)) == State::incomplete);
            check(feed(s, text.substr(cut)));
        }
    }
}

TEST_CASE("every prefix of a response is incomplete, also at the end of the stream") {
    for (auto const text : {plain, chunked}) {
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            CAPTURE(cut);
            auto s = scanner();
            REQUIRE(feed(s, text.substr(0, cut)) == State::incomplete);
            CHECK(s.ended() == State::incomplete);
            CHECK(s.bytes() == cut);
        }
    }
    auto s = scanner();
    CHECK(s.ended() == State::incomplete);
}

TEST_CASE("an empty chunked body may be split anywhere") {
    for (std::string_view const text : {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: u\r\n\r\n"}) {
        for (std::size_t step = 1; step < text.size(); ++step) {
            CAPTURE(text, step);
            auto s = scanner();
            CHECK(feed(s, text, step) == State::complete);
            CHECK(s.body().empty());
            CHECK_FALSE(s.surplus());
        }
    }
}

TEST_CASE("responses without a body") {
    auto s = scanner();
    CHECK(feed(s, "HTTP/1.1 204 No Content\r\n\r\n") == State::complete);
    CHECK(s.status() == 204);
    s.begin();
    CHECK(feed(s, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n") == State::complete);
    s.begin();
    CHECK(feed(s, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") == State::complete);
    CHECK(s.body().empty());
    auto head = scanner(true);
    CHECK(feed(head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n") == State::complete);
    CHECK_FALSE(head.surplus());
}

TEST_CASE("a response without a length ends with the stream") {
    auto s = scanner();
    CHECK(feed(s, "HTTP/1.1 200 OK\r\n\r\nhel") == State::incomplete);
    CHECK(feed(s, "lo") == State::incomplete);
    CHECK(s.ended() == State::complete);
    CHECK(s.status() == 200);
    CHECK(s.body() == "hello");
    CHECK_FALSE(s.keep_alive());
}

TEST_CASE("interim responses are passed over") {
    auto s = scanner();
    std::string const text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    CHECK(feed(s, text) == State::incomplete);
    CHECK(feed(s, plain) == State::complete);
    CHECK(s.status() == 200);
    CHECK(s.body() == "hello");
    s.begin();
    CHECK(feed(s, text + std::string(plain)) == State::complete);
    CHECK(s.body() == "hello");
    s.begin();
    CHECK(feed(s, "HTTP/1.1 101 Switching Protocols\r\n\r\n") == State::invalid);
}

TEST_CASE("whether the connection may be used again") {
    auto keep_alive = [](std::string_view text) {
        auto s = scanner();
        REQUIRE(feed(s, text) == State::complete);
        return s.keep_alive();
    };
    CHECK(keep_alive("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    CHECK_FALSE(keep_alive("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
    CHECK_FALSE(keep_alive("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"));
    CHECK(keep_alive("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"));
}

TEST_CASE("bytes after the response are noticed") {
    auto s = scanner();
    CHECK(feed(s, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhello") == State::complete);
    CHECK(s.surplus());
    CHECK(s.body() == "hell");
    s.begin();
    CHECK(feed(s, plain) == State::complete);
    CHECK_FALSE(s.surplus());
}

TEST_CASE("what is not HTTP/1.1 is invalid, at once and with a reason") {
    for (std::string_view const text : {
             "SSH-2.0-OpenSSH\r\n",
             "h", // no need to wait for more
             "HTTP/2 200 OK\r\n\r\n",
             "\r\nHTTP/1.1 200 OK\r\n\r\n",
             "HTTP/1.1 2x0 OK\r\n\r\n",
             "HTTP/1.1  200 OK\r\n\r\n",
             "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
             "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello!!\r\n",
         }) {
        CAPTURE(text);
        auto s = scanner();
        CHECK(feed(s, text) == State::invalid);
        CHECK_FALSE(s.problem().empty());
        s.begin(); // and it recovers
        CHECK(feed(s, plain) == State::complete);
    }
}

TEST_CASE("a header or a body above its limit is invalid") {
    ResponseLimits limits;
    limits.header = 256;
    limits.body = 5;
    ResponseScanner s(limits, false);
    CHECK(feed(s, plain) == State::complete);
    auto refuses = [&](std::string const& text) {
        for (std::size_t step : {std::size_t{1}, std::size_t{100}, SIZE_MAX}) {
            s.begin();
            CHECK(feed(s, text, step) == State::invalid);
        }
    };
    refuses("HTTP/1.1 200 OK\r\nX: " + std::string(300, 'x') + "\r\n\r\n");
    refuses("HTTP/1.1 200 " + std::string(100'000, 'x'));
    refuses("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\n\r\nsix by");
    refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
    refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(100'000, 'x'));
    refuses("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + std::string(100'000, 'x'));
}

TEST_CASE("at a limit the verdict does not depend on the pieces") {
    ResponseLimits limits;
    limits.header = 128;
    ResponseScanner s(limits, false);
    auto const filler = [](std::size_t n) { return std::string(n, 'x'); };
    // The second of each pair is judged by Beast's parser.
    for (char const* const odd : {"", "Connection: upgrade\r\n"}) {
        auto const begin = std::string("HTTP/1.1 200 OK\r\n") + odd;
        auto const chunked = begin + "Transfer-Encoding: chunked\r\n\r\n";
        int accepted = 0;
        int refused = 0;
        for (std::size_t n = 50; n < 140; ++n)
            for (auto const& text : {begin + "X: " + filler(n) + "\r\nContent-Length: 0\r\n\r\n",
                     chunked + "1;" + filler(n) + "\r\nx\r\n0\r\n\r\n",
                     chunked + "1\r\nx\r\n0\r\nX: " + filler(n) + "\r\n\r\n"}) {
                s.begin();
                auto const whole = feed(s, text, SIZE_MAX);
                accepted += whole == State::complete;
                refused += whole == State::invalid;
                for (std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{60}}) {
                    CAPTURE(odd, n, step, text);
                    s.begin();
                    CHECK(feed(s, text, step) == whole);
                }
            }
        CHECK(accepted > 90);
        CHECK(refused > 30);
    }
}
