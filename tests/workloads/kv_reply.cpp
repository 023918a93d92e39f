#include "kv_service/answers.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using wasmbench::workloads::answer_of;
using wasmbench::workloads::asks_the_store;
using wasmbench::workloads::max_reply;
using wasmbench::workloads::read_reply;
using wasmbench::workloads::ReplyFront;
using Reply = ReplyFront::Status;

TEST_CASE("a number is the answer, with a line feed") {
    auto const reply = read_reply(":17\r\n:18\r\n");
    CHECK(reply.status == Reply::number);
    CHECK(reply.consumed == 5);
    CHECK(reply.text == "17");
    CHECK(answer_of(reply).status() == 200);
    CHECK(answer_of(reply).body() == "17\n");
    CHECK(answer_of(read_reply(":9223372036854775807\r\n")).body() == "9223372036854775807\n");
    CHECK(answer_of(read_reply(":18446744073709551615\r\n")).body() == "18446744073709551615\n");
}

TEST_CASE("what the store refuses is read past, and is no number") {
    std::string_view const text = "-ERR value is not an integer or out of range\r\n:1\r\n";
    auto const reply = read_reply(text);
    CHECK(reply.status == Reply::refusal);
    CHECK(reply.text == "ERR value is not an integer or out of range");
    CHECK(text.substr(reply.consumed) == ":1\r\n");
    CHECK(answer_of(reply).status() == 503);
}

TEST_CASE("replies in any pieces are the same replies") {
    std::string_view const whole = ":1\r\n-ERR no\r\n:22\r\n";
    std::vector<std::string> seen;
    std::string kept;
    for (char c : whole) {
        kept += c;
        auto const reply = read_reply(kept);
        if (reply.status == Reply::need_more) continue;
        REQUIRE(reply.status != Reply::broken);
        CHECK(reply.consumed == kept.size());
        seen.emplace_back(reply.text);
        kept.clear();
    }
    CHECK(seen == std::vector<std::string>{"1", "ERR no", "22"});
    CHECK(read_reply("").status == Reply::need_more);
}

TEST_CASE("what INCR never answers is broken, as soon as that is seen") {
    for (std::string_view const bytes : {"+OK\r\n", "$3\r\nabc\r\n", "*1\r\n", ":\r\n", ":-1\r\n", ":1x\r\n", ": 1\r\n",
             ":123456789012345678901\r\n", "HTTP/1.1 400 Bad Request\r\n", "\r\n", "x"})
        CHECK(read_reply(bytes).status == Reply::broken);
    std::string const endless(max_reply - 1, '1');
    CHECK(read_reply(":" + endless.substr(1)).status == Reply::need_more);
    CHECK(read_reply(":" + endless).status == Reply::broken);
    CHECK(read_reply(std::string_view(":1\0\r\n", 5)).status == Reply::broken);
}

TEST_CASE("only one path asks the store; its query is ignored") {
    CHECK(asks_the_store("/store"));
    CHECK(asks_the_store("/store?x=1"));
    for (auto const* path : {"/", "/store/", "/stor", "", "/state", "?/store"}) CHECK_FALSE(asks_the_store(path));
}

} // namespace
