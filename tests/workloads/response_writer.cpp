#include "http_service/native/response_writer.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <string>

namespace {

using Catch::Matchers::Matches;
using wasmbench::workloads::Answer;
using wasmbench::workloads::ConnectionHeader;
using wasmbench::workloads::ResponseWriter;

constexpr char const* date = "Date: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} "
                             "[0-9]{2}:[0-9]{2}:[0-9]{2} GMT\r\n";

std::string response(Answer const& answer, ConnectionHeader connection, bool with_body) {
    std::string out;
    ResponseWriter{}.append(out, answer, connection, with_body);
    return out;
}

TEST_CASE("a response is complete and of one piece") {
    CHECK_THAT(response({200, "12\n"}, ConnectionHeader::none, true),
        Matches("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n" + std::string{date} +
                "\r\n12\n"));
    CHECK_THAT(response({404, "no\n"}, ConnectionHeader::close, true),
        Matches("HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n" +
                std::string{date} + "Connection: close\r\n\r\nno\n"));
    CHECK_THAT(response({400, "no\n"}, ConnectionHeader::keep_alive, true),
        Matches("HTTP/1.1 400 Bad Request\r\n[^]*\r\nConnection: keep-alive\r\n\r\nno\n"));
}

TEST_CASE("the answer to HEAD has the length of the body that it leaves out") {
    CHECK_THAT(response({200, "hello\n"}, ConnectionHeader::none, false),
        Matches("HTTP/1.1 200 OK\r\n[^]*Content-Length: 6\r\n[^]*GMT\r\n\r\n"));
}

TEST_CASE("responses are appended one behind the other") {
    ResponseWriter writer;
    std::string out;
    writer.append(out, {200, "1\n"}, ConnectionHeader::none, true);
    std::size_t const first = out.size();
    writer.append(out, {200, "2\n"}, ConnectionHeader::none, true);
    CHECK(out.size() == 2 * first);
    CHECK(out.substr(first - 2, 2) == "1\n");
    CHECK(out.substr(out.size() - 2) == "2\n");
}

} // namespace
