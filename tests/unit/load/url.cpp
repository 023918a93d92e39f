#include <wasmbench/load/url.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

using namespace wasmbench;
using namespace wasmbench::load;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a URL is taken apart") {
    struct Row {
        std::string url, host;
        std::uint16_t port;
        std::string host_header, target;
    };
    for (auto const& row : {
             Row{"http://127.0.0.1:8080/", "127.0.0.1", 8080, "127.0.0.1:8080", "/"},
             Row{"http://localhost", "localhost", 80, "localhost", "/"},
             Row{"http://localhost/state", "localhost", 80, "localhost", "/state"},
             Row{"HTTP://Example.test:65535/a/b", "Example.test", 65535, "Example.test:65535", "/a/b"},
             Row{"http://h:1?x=1&y=:/?", "h", 1, "h:1", "/?x=1&y=:/?"},
             Row{"http://h/a?b#c", "h", 80, "h", "/a?b"},
             Row{"http://h#c", "h", 80, "h", "/"},
             Row{"http://h/a@b:c", "h", 80, "h", "/a@b:c"},
             Row{"http://[::1]:8080/x", "::1", 8080, "[::1]:8080", "/x"},
             Row{"http://[fe80::1]", "fe80::1", 80, "[fe80::1]", "/"},
         }) {
        CAPTURE(row.url);
        auto const parsed = parse_url(row.url);
        REQUIRE(parsed.has_value());
        CHECK(parsed->endpoint.host == row.host);
        CHECK(parsed->endpoint.port == row.port);
        CHECK(parsed->endpoint.authority() == row.host_header);
        CHECK(parsed->target == row.target);
    }
}

TEST_CASE("a bad URL is refused with the reason") {
    struct Row {
        std::string url, says;
    };
    for (auto const& row : {
             Row{"", "http://host:port/path"},
             Row{"127.0.0.1:8080/", "write the scheme in front: http://127.0.0.1:8080/"},
             Row{"https://localhost/", "https is not supported"},
             Row{"HTTPS://localhost/", "https is not supported"},
             Row{"ftp://localhost/", "only HTTP/1.1"},
             Row{"://localhost/", "expected scheme http"},
             Row{"http://", "name a host"},
             Row{"http:///path", "name a host"},
             Row{"http://:80/", "name a host"},
             Row{"http://h:/", "a port from 1 to 65535"},
             Row{"http://h:0/", "a port from 1 to 65535"},
             Row{"http://h:65536/", "a port from 1 to 65535"},
             Row{"http://h:-1/", "a port from 1 to 65535"},
             Row{"http://h:80x/", "a port from 1 to 65535"},
             Row{"http://h:+80/", "a port from 1 to 65535"},
             Row{"http://::1/", "brackets"},
             Row{"http://[::1/", "close the bracket"},
             Row{"http://[::1]80/", "colon before the port"},
             Row{"http://[]:80/", "name a host"},
             Row{"http://user:secret@h/", "Authorization"},
             Row{"http://h/a b", "percent-encode"},
             Row{"http://h/\n", "percent-encode"},
             Row{"http://h/\xc3\xa4", "percent-encode"},
         }) {
        CAPTURE(row.url);
        auto const parsed = parse_url(row.url);
        REQUIRE(parsed.has_error());
        CHECK(parsed.error().code == errc::invalid_option);
        CHECK(parsed.error().diagnostics.subject == row.url);
        CHECK_THAT(to_line(parsed.error()), ContainsSubstring(row.says));
    }
}

TEST_CASE("a unix socket stands in the place of the host, with percent codes") {
    auto const url = parse_url("http+unix://%2Frun%2fa%20b.sock/state?n=1#x").value();
    CHECK(url.endpoint.unix_socket == "/run/a b.sock");
    CHECK(url.endpoint.authority() == "localhost");
    CHECK(url.target == "/state?n=1");
    CHECK(parse_url("http+unix://%2Fs").value().target == "/");
    for (auto const* const text :
        {"http+unix:///run/app.sock", "http+unix://%2", "http+unix://%zz/", "http+unix://%00/"})
        CHECK(parse_url(text).has_error());
}
