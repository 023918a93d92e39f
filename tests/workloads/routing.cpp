#include "http_service/routing.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

namespace {

using wasmbench::workloads::Answer;
using wasmbench::workloads::Service;

TEST_CASE("the root answers the constant line") {
    Service service;
    for (int i = 0; i < 3; ++i) {
        Answer const answer = service.answer("/");
        CHECK(answer.status() == 200);
        CHECK(answer.body() == "hello from wasmbench\n");
    }
}

TEST_CASE("the state counts from one, and only itself") {
    Service service;
    service.answer("/");
    service.answer("/state/more");
    for (int i = 1; i <= 120; ++i) {
        Answer const answer = service.answer("/state");
        CHECK(answer.status() == 200);
        CHECK(answer.body() == std::to_string(i) + "\n");
    }
}

TEST_CASE("the query is ignored") {
    Service service;
    CHECK(service.answer("/?a=/state").body() == Service::greeting);
    CHECK(service.answer("/state?x=1").body() == "1\n");
    CHECK(service.answer("/state?").body() == "2\n");
}

TEST_CASE("anything else is not found") {
    Service service;
    for (auto const* target : {"", "*", "//", "/State", "/state/", "state", "/index.html", "?/"}) {
        Answer const answer = service.answer(target);
        CHECK(answer.status() == 404);
        CHECK(answer.body() == "not found\n");
    }
}

TEST_CASE("an answer cuts off what does not fit") {
    CHECK(Answer(200, std::string(100, 'x')).body() == std::string(Answer::max_body, 'x'));
}

TEST_CASE("threads share one count without gaps or repeats") {
    constexpr std::size_t threads = 4;
    constexpr std::size_t each = 5000;
    Service service;
    std::vector<std::vector<std::size_t>> seen(threads);
    std::vector<std::thread> running;
    for (auto& mine : seen) {
        running.emplace_back([&service, &mine] {
            for (std::size_t i = 0; i < each; ++i) {
                mine.push_back(std::stoul(std::string{service.answer("/state").body()}));
            }
        });
    }
    for (auto& thread : running) thread.join();

    std::vector<std::size_t> all;
    for (auto const& mine : seen) {
        CHECK(std::is_sorted(mine.begin(), mine.end()));
        all.insert(all.end(), mine.begin(), mine.end());
    }
    std::sort(all.begin(), all.end());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i] != i + 1) FAIL("answer number " << i + 1 << " is " << all[i]);
    }
    CHECK(all.size() == threads * each);
}

} // namespace
