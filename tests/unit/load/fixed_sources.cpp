#include "fixed_sources.hpp"

#include <wasmbench/core/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace wasmbench;
using namespace wasmbench::load;
using Catch::Matchers::ContainsSubstring;
using wasmbench::load::detail::fixed_sources;

namespace {

HttpEndpoint endpoint() {
    HttpEndpoint e;
    e.port = 8080;
    return e;
}

Target target(std::string path, double weight = 1) {
    Target t;
    t.request.target = std::move(path);
    t.weight = weight;
    return t;
}

Outgoing first(Target t, bool closing = false) {
    static std::vector<std::unique_ptr<RequestSource>>
        kept; // a view of the source's bytes is what is looked at
    kept.push_back(fixed_sources(endpoint(), {std::move(t)}, 1, closing).value()(endpoint(), 0));
    Outgoing out;
    kept.back()->next(0, out);
    return out;
}

std::string path_of(Outgoing const& out) {
    auto const begin = out.bytes.find(' ') + 1;
    return std::string(out.bytes.substr(begin, out.bytes.find(' ', begin) - begin));
}

} // namespace

TEST_CASE("what a request says about its connection and its body is told with it") {
    auto t = target("/");
    CHECK_FALSE(first(t).closes);
    CHECK_FALSE(first(t).head);
    t.request.headers = {{"Connection", "keep-alive"}, {"X", "close"}};
    CHECK_FALSE(first(t).closes);
    t.request.headers = {{"connection", "Close"}};
    CHECK(first(t).closes);
    t.request.headers.clear();
    t.request.method = "HEAD";
    CHECK(first(t).head);
    t.expected_status = 404;
    CHECK(first(t).expected_status == 404);
}

TEST_CASE("a load that reconnects asks to close, once") {
    auto t = target("/");
    CHECK_THAT(std::string(first(t, true).bytes), ContainsSubstring("\r\nConnection: close\r\n"));
    CHECK(first(t, true).closes);
    t.request.headers = {{"Connection", "close"}};
    auto const text = std::string(first(t, true).bytes);
    CHECK(text.find("onnection") == text.rfind("onnection"));
}

TEST_CASE("targets are drawn by weight, each request the same one whichever thread asks") {
    auto const factory =
        fixed_sources(endpoint(), {target("/a", 6), target("/b", 3), target("/c", 1)}, 7, false).value();
    auto const one = factory(endpoint(), 0);
    auto const other = factory(endpoint(), 1);
    std::map<std::string, int> seen;
    constexpr int n = 20'000;
    for (std::uint64_t k = 0; k < n; ++k) {
        Outgoing a;
        Outgoing b;
        one->next(k, a);
        other->next(k, b);
        REQUIRE(a.bytes == b.bytes);
        ++seen[path_of(a)];
    }
    // Four standard deviations of a binomial count are at most 280 here.
    CHECK(std::abs(seen["/a"] - n * 6 / 10) < 280);
    CHECK(std::abs(seen["/b"] - n * 3 / 10) < 280);
    CHECK(std::abs(seen["/c"] - n / 10) < 280);

    auto const reseeded =
        fixed_sources(endpoint(), {target("/a"), target("/b")}, 8, false).value()(endpoint(), 0);
    auto const seeded =
        fixed_sources(endpoint(), {target("/a"), target("/b")}, 7, false).value()(endpoint(), 0);
    int different = 0;
    for (std::uint64_t k = 0; k < 1000; ++k) {
        Outgoing a;
        Outgoing b;
        seeded->next(k, a);
        reseeded->next(k, b);
        different += path_of(a) != path_of(b);
    }
    CHECK(different > 400);
    CHECK(different < 600);
}

TEST_CASE("a target that means nothing is refused") {
    auto refused = [](Target t, char const* says) {
        auto const made = fixed_sources(endpoint(), {target("/"), std::move(t)}, 1, false);
        REQUIRE(made.has_error());
        CHECK_THAT(Error(made.error()).what(), ContainsSubstring(says));
    };
    refused(target("/", 0), "weight");
    refused(target("/", -1), "weight");
    refused(target("/", std::numeric_limits<double>::quiet_NaN()), "weight");
    refused(target("/", std::numeric_limits<double>::infinity()), "weight");
    refused(target("no slash"), "target");
    auto t = target("/");
    t.expected_status = 99;
    refused(t, "expected_status = 99");
}
