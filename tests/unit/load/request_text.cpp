#include <wasmbench/load/request_source.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

using namespace wasmbench;
using namespace wasmbench::load;
using Catch::Matchers::ContainsSubstring;

namespace {

HttpEndpoint endpoint() {
    HttpEndpoint e;
    e.port = 8080;
    return e;
}

} // namespace

TEST_CASE("a request becomes bytes") {
    Request r;
    r.target = "/state";
    CHECK(request_text(endpoint(), r).value() == "GET /state HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n");

    r.method = "POST";
    r.headers = {{"X-A", "1"}, {"Content-Type", "text/plain"}};
    r.body = "body";
    CHECK(request_text(endpoint(), r).value() ==
          "POST /state HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nX-A: 1\r\nContent-Type: text/plain\r\n"
          "Content-Length: 4\r\n\r\nbody");

    r.body.clear(); // POST announces that it has none
    CHECK_THAT(request_text(endpoint(), r).value(), ContainsSubstring("Content-Length: 0\r\n"));
}

TEST_CASE("the Host header is the endpoint's, or the request's own") {
    auto e = endpoint();
    e.host_header = "service.test";
    Request r;
    CHECK_THAT(request_text(e, r).value(), ContainsSubstring("\r\nHost: service.test\r\n"));
    r.headers = {{"host", "mine"}};
    CHECK(request_text(e, r).value() == "GET / HTTP/1.1\r\nhost: mine\r\n\r\n");
}

TEST_CASE("what would not be one request is refused") {
    auto refused = [](auto change, char const* says) {
        Request r;
        change(r);
        auto const text = request_text(endpoint(), r);
        REQUIRE(text.has_error());
        CHECK(text.error().code == errc::invalid_option);
        CHECK_THAT(to_line(text.error()), ContainsSubstring(says));
    };
    refused([](Request& r) { r.method = ""; }, "method");
    refused([](Request& r) { r.method = "GET /"; }, "method");
    refused([](Request& r) { r.method = "CONNECT"; }, "method");
    refused([](Request& r) { r.target = ""; }, "begins with /");
    refused([](Request& r) { r.target = "state"; }, "begins with /");
    refused([](Request& r) { r.target = "/a b"; }, "percent-encode");
    refused([](Request& r) { r.target = "/\r\nX: y"; }, "percent-encode");
    refused([](Request& r) { r.headers = {{"a b", "c"}}; }, "header name");
    refused([](Request& r) { r.headers = {{"", "c"}}; }, "header name");
    refused([](Request& r) { r.headers = {{"a", "b\r\nc: d"}}; }, "one line");
    refused([](Request& r) { r.headers = {{"content-length", "7"}}; }, "made from the body");
    refused([](Request& r) { r.headers = {{"Transfer-Encoding", "chunked"}}; }, "made from the body");
    auto e = endpoint();
    e.host_header = "a\r\nb: c";
    CHECK(request_text(e, Request()).has_error());
}
