#include "answers.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::adapters::wasmcloud;

TEST_CASE("wadm's yes and no") {
    CHECK(read_wadm_answer(R"({"result":"created","total_versions":1,"message":"Successfully put manifest wb "})") ==
          WadmAnswer{true, "Successfully put manifest wb "});
    CHECK(read_wadm_answer(R"({"result":"acknowledged","message":"Successfully deployed"})").accepted);
    CHECK(read_wadm_answer(R"({"result":"newversion"})").accepted);
    CHECK(read_wadm_answer(R"({"result":"error","message":"Unable to parse manifest"})") ==
          WadmAnswer{false, "Unable to parse manifest"});
    CHECK(read_wadm_answer(R"({"result":"notfound"})") == WadmAnswer{false, "notfound"});
}

TEST_CASE("what is not an answer of wadm's is no yes, and is shown") {
    CHECK(read_wadm_answer("hello").message == "an answer that is not wadm's: \"hello\"");
    CHECK_FALSE(read_wadm_answer("").accepted);
    CHECK_FALSE(read_wadm_answer("[]").accepted);
    CHECK_FALSE(read_wadm_answer(R"({"result":1})").accepted);
}

TEST_CASE("wadm's status, with its message") {
    auto const failed = read_wadm_status(R"({"result":"ok","status":{"status":
        {"type":"failed","message":"no such file"},"scalers":[],"version":""}})");
    CHECK(failed == WadmStatus{"failed", "no such file"});
    CHECK(to_string(failed) == "failed: no such file");
    CHECK(to_string(read_wadm_status(R"({"status":{"status":{"type":"deployed"}}})")) == "deployed");
    CHECK(to_string(read_wadm_status(R"({"result":"notfound","message":"no such application"})")) ==
          "unknown: no such application");
    CHECK(to_string(read_wadm_status("")) == "unknown");
}

TEST_CASE("wadm's queue of events in words") {
    CHECK(event_queue_in_words(R"({"config":{},"num_pending":14,"num_ack_pending":1,"num_waiting":0})") ==
          "14 undelivered, 1 not acknowledged, asked for by nobody");
    CHECK(event_queue_in_words(R"({"config":{},"num_pending":0,"num_ack_pending":0,"num_waiting":1})") ==
          "0 undelivered, 0 not acknowledged, asked for 1 time");
    CHECK(event_queue_in_words(R"({"config":{},"num_pending":-1})") == "? undelivered, ? not acknowledged, asked for ? times");
    CHECK(event_queue_in_words(R"({"error":{"code":404,"description":"consumer not found"}})") == "consumer not found");
    CHECK(event_queue_in_words("") == "cannot be read");
}

TEST_CASE("the host that answers a ping, in our lattice only") {
    constexpr auto ping = R"({"success":true,"response":{"id":"NABC","lattice":"mine","version":"1.9.0"}})";
    CHECK(read_host_id(ping, "mine") == "NABC");
    CHECK_FALSE(read_host_id(ping, "other"));
    CHECK_FALSE(read_host_id(R"({"success":false})", "mine"));
    CHECK_FALSE(read_host_id(R"({"response":{"lattice":"mine"}})", "mine"));
}

TEST_CASE("an inventory is empty, or not, or cannot be read") {
    CHECK(is_empty_inventory(R"({"response":{"components":[],"providers":[]}})"));
    CHECK_FALSE(is_empty_inventory(R"({"response":{"components":[{}],"providers":[]}})"));
    CHECK_FALSE(is_empty_inventory(R"({"response":{"components":[],"providers":[{}]}})"));
    CHECK_FALSE(is_empty_inventory(R"({"response":null})"));
    CHECK_FALSE(is_empty_inventory(""));
}

TEST_CASE("the hosts that wadm knows") {
    CHECK(names_host(R"({"NABC":{"id":"NABC"},"NDEF":{}})", "NABC"));
    CHECK_FALSE(names_host(R"({"NDEF":{}})", "NABC"));
    CHECK_FALSE(names_host("", "NABC")); // JetStream's answer for a key that is not there
}
