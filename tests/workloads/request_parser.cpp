#include "http_service/native/request_parser.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace {

using wasmbench::workloads::RequestHead;
using wasmbench::workloads::RequestParser;
using Status = RequestParser::Status;

struct Parsed {
    Status status = Status::need_more;
    std::size_t consumed = 0;
    RequestHead head;
};

// Presents `text` as a connection would whose reads give `piece` bytes each.
Parsed parse(std::string_view text, std::size_t piece = std::string_view::npos) {
    RequestParser parser;
    Parsed parsed;
    std::size_t available = 0;
    while (parsed.status == Status::need_more && available < text.size()) {
        available += std::min(piece, text.size() - available);
        auto const progress = parser.put(text.substr(parsed.consumed, available - parsed.consumed));
        parsed.consumed += progress.consumed;
        parsed.status = progress.status;
    }
    parsed.head = parser.head();
    return parsed;
}

std::string get(std::string const& target, std::string const& more = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

TEST_CASE("a request is parsed wherever it is cut") {
    std::string const plain = get("/state?x=1", "User-Agent: test\r\n");
    std::string const with_body = get("/state?x=1", "Content-Length: 5\r\n") + "12345";
    std::string const chunked = get("/state?x=1", "Transfer-Encoding: chunked\r\n") +
                                "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: 1\r\n\r\n";
    for (auto const& request : {plain, with_body, chunked}) {
        for (std::size_t piece = 1; piece <= request.size(); ++piece) {
            CAPTURE(request, piece);
            Parsed const parsed = parse(request, piece);
            REQUIRE(parsed.status == Status::complete);
            REQUIRE(parsed.consumed == request.size());
            REQUIRE(parsed.head.target == "/state?x=1");
            REQUIRE(parsed.head.keep_alive);
        }
    }
}

TEST_CASE("what follows a request is left for the next parser") {
    std::string const first = get("/");
    Parsed const parsed = parse(first + get("/state"));
    CHECK(parsed.status == Status::complete);
    CHECK(parsed.consumed == first.size());
    CHECK(parsed.head.target == "/");
}

TEST_CASE("an unfinished request asks for more") {
    CHECK(parse("GET / HTTP/1.1\r\nHost: localhost\r\n").status == Status::need_more);
    CHECK(parse(get("/", "Content-Length: 5\r\n") + "1234").status == Status::need_more);
}

TEST_CASE("version and Connection decide about the connection") {
    CHECK(parse(get("/")).head.keep_alive);
    CHECK_FALSE(parse(get("/", "Connection: close\r\n")).head.keep_alive);
    Parsed const old = parse("GET / HTTP/1.0\r\n\r\n");
    CHECK(old.status == Status::complete);
    CHECK(old.head.http_1_0);
    CHECK_FALSE(old.head.keep_alive);
    CHECK(parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").head.keep_alive);
}

TEST_CASE("HEAD is told apart") {
    CHECK(parse("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").head.head_method);
    CHECK_FALSE(parse(get("/")).head.head_method);
}

TEST_CASE("the absolute form is reduced to path and query") {
    CHECK(parse(get("http://localhost:8080/state?x")).head.target == "/state?x");
    CHECK(parse(get("http://localhost")).head.target == "/");
    CHECK(parse(get("http://localhost?x=/y")).head.target == "/");
}

TEST_CASE("what is not a request is refused") {
    CHECK(parse("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03").status == Status::bad); // a TLS client hello
    CHECK(parse("nonsense\r\n\r\n").status == Status::bad);
    CHECK(parse("GET /\r\n\r\n").status == Status::bad);
    CHECK(parse("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n").status == Status::bad);
    CHECK(parse("GET / HTTP/1.1\r\nHost localhost\r\n\r\n").status == Status::bad);
    CHECK(parse(get("/", "Content-Length: -1\r\n")).status == Status::bad);
    CHECK(parse(get("/", "Content-Length: 1\r\nContent-Length: 2\r\n") + "ab").status == Status::bad);
    CHECK(parse(get("/", "Transfer-Encoding: chunked\r\n") + "xyz\r\n").status == Status::bad);
}

TEST_CASE("HTTP/1.1 needs exactly one Host") {
    CHECK(parse("GET / HTTP/1.1\r\n\r\n").status == Status::bad);
    CHECK(parse(get("/", "Host: other\r\n")).status == Status::bad);
}

TEST_CASE("head and body are bounded") {
    std::string const fits(RequestParser::max_head_bytes - 100, 'a');
    CHECK(parse(get("/" + fits)).status == Status::complete);
    std::string const too_long(RequestParser::max_head_bytes, 'a');
    CHECK(parse(get("/" + too_long)).status == Status::bad);
    CHECK(parse(get("/", "X: " + too_long + "\r\n")).status == Status::bad);
    CHECK(parse("GET /" + too_long, 1000).status == Status::bad); // before its end is seen
    CHECK(parse(get("/", "Content-Length: " + std::to_string(RequestParser::max_body_bytes + 1) + "\r\n"))
              .status == Status::bad);
}

} // namespace
