#include "plan/curl_command.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench;
using namespace wasmbench::plan;

TEST_CASE("a request is one curl, which no setting of the user's reaches") {
    HttpEndpoint endpoint;
    endpoint.port = 8080;
    Request request;
    request.target = "/state";
    auto const c = curl_command("/usr/bin/curl", endpoint, request, 5);
    CHECK(to_string(c) ==
          "/usr/bin/curl -q --silent --show-error --fail --max-time 5.000 http://127.0.0.1:8080/state");
    CHECK(c.environment == std::vector<std::string>{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"});
}

TEST_CASE("what a request has beside its target is in the command") {
    HttpEndpoint endpoint;
    endpoint.port = 80;
    endpoint.host_header = "service.local";
    endpoint.unix_socket = "/run/service.sock";
    Request const request{"POST", "/", {{"Accept", "text/plain"}}, "@body"};
    CHECK(to_string(curl_command("curl", endpoint, request, 0.25)) ==
          "curl -q --silent --show-error --fail --max-time 0.250 --request POST --header 'Host: service.local' "
          "--header 'Accept: text/plain' --data-raw @body --unix-socket /run/service.sock http://127.0.0.1:80/");
}
