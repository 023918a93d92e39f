#include "json_transform/rounds.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace wasmbench::workloads;

std::string order(std::string const& id, std::string const& country, std::string const& price,
    std::string const& paid = "true", std::string const& tags = "[]", std::string const& discount = "null") {
    return "{\"id\":" + id + ",\"customer\":\"c\",\"country\":\"" + country + "\",\"paid\":" + paid +
           ",\"discount\":" + discount + ",\"tags\":" + tags +
           ",\"items\":[{\"name\":\"n\",\"quantity\":2,\"unit_price\":" + price + "}],\"note\":null}";
}

// What is written of a document with these orders, or the problem.
std::string transformed(std::string const& orders, std::int64_t least = 0) {
    std::string const text = "{\"orders\":[" + orders + "]}";
    std::vector<std::byte> memory(64 * 1024);
    json::Pool pool{memory};
    auto const parsed = json::parse(text, pool);
    if (!parsed.value) return std::string(parsed.problem);
    OrdersTransform transform{pool};
    auto const* result = transform.apply(*parsed.value, least);
    if (!result) return std::string(transform.problem());
    std::vector<char> room(64 * 1024);
    json::Text to{room};
    json::write(to, *result);
    return std::string(to.view());
}

std::string countries_of(std::string const& orders, std::int64_t least = 0) {
    auto const text = transformed(orders, least);
    auto const begin = text.find("\"countries\":") + 12;
    return text.substr(begin, text.find(",\"orders\":[", begin) - begin);
}

TEST_CASE("an order that is kept has its total and the names of its items") {
    CHECK(
        transformed(order("7", "DE", "1.25")) ==
        R"({"least":0,"kept":1,"countries":[{"country":"DE","orders":1,"pieces":2,"total":2.50,"largest":7}],)"
        R"("orders":[{"id":7,"customer":"c","country":"DE","tags":[],"note":null,"total":2.50,"items":["n"]}]})");
}

TEST_CASE("orders that are not paid, returned or too small are left out") {
    std::string const none = R"({"least":3,"kept":0,"countries":[],"orders":[]})";
    CHECK(transformed("", 3) == none);
    CHECK(transformed(order("1", "DE", "9", "false"), 3) == none);
    CHECK(transformed(order("1", "DE", "9", "true", R"(["gift","returned"])"), 3) == none);
    CHECK(transformed(order("1", "DE", "1.49"), 3) == none);
    CHECK(transformed(order("1", "DE", "1.50", "true", "[]", "0.01"), 3) == none);
    CHECK(transformed(order("1", "DE", "1.50"), 3) != none);
}

TEST_CASE("countries are summed up, sorted by name, the first of the largest orders named") {
    CHECK(countries_of(order("1", "NL", "5") + "," + order("2", "DE", "1.5") + "," + order("3", "NL", "6") +
                       "," + order("4", "NL", "600e-2") + "," + order("5", "AT", "1")) ==
          R"([{"country":"AT","orders":1,"pieces":2,"total":2,"largest":5},)"
          R"({"country":"DE","orders":1,"pieces":2,"total":3.0,"largest":2},)"
          R"({"country":"NL","orders":3,"pieces":6,"total":34.00,"largest":3}])");
}

TEST_CASE("the largest order of a country may be below zero") {
    CHECK(countries_of(
              order("1", "DE", "1", "true", "[]", "7") + "," + order("2", "DE", "1", "true", "[]", "6"),
              -9) == R"([{"country":"DE","orders":2,"pieces":4,"total":-9,"largest":2}])");
}

TEST_CASE("a document of another shape is a problem in words") {
    CHECK(transformed("1") == "whether an order is paid is missing");
    CHECK(transformed(R"({"paid":1})") == "whether an order is paid is missing");
    CHECK(transformed(R"({"paid":true})") == "a list of items is missing");
    CHECK(transformed(R"({"paid":true,"items":[{"quantity":1}]})") == "a number is missing");
    CHECK(transformed(R"({"paid":true,"items":[{"quantity":1.5,"unit_price":1}]})") ==
          "a quantity is not whole");
    CHECK(transformed(
              R"({"paid":true,"items":[{"quantity":99,"unit_price":1e18},{"quantity":9,"unit_price":1}]})") ==
          "a total does not fit");
    std::string many;
    for (int i = 0; i < 10; ++i) many += R"({"quantity":999999999999999999,"unit_price":0},)";
    CHECK(transformed(R"({"paid":true,"items":[)" + many + R"({"quantity":1,"unit_price":0}]})") ==
          "a total does not fit");
    CHECK(transformed(R"({"paid":true,"id":1,"items":[]})") == "a country is missing");
    CHECK(transformed(R"({"paid":true,"country":"DE","items":[]})") == "a number is missing");
}

TEST_CASE("the document is JSON, always the same, and has all that the transformation tells apart") {
    auto const workspace = std::make_unique<JsonWorkspace>();
    auto const again = std::make_unique<JsonWorkspace>();
    auto const text = make_document(*workspace);
    CHECK(text == make_document(*again));
    CHECK(text.size() == 83'508); // README.md and manifest.json say so

    json::Pool pool{workspace->values};
    auto const parsed = json::parse(text, pool);
    REQUIRE(parsed.value);
    int unpaid = 0, returned = 0, discounts = 0, count = 0;
    for (auto const* one = json::find(*parsed.value, "orders")->first; one; one = one->next, ++count) {
        unpaid += json::find(*one, "paid")->truth ? 0 : 1;
        discounts += json::find(*one, "discount")->kind == json::Kind::number ? 1 : 0;
        for (auto const* tag = json::find(*one, "tags")->first; tag; tag = tag->next)
            returned += tag->text == "returned" ? 1 : 0;
    }
    CHECK(count == 160);
    CHECK((unpaid > 0 && returned > 0 && discounts > 0 && discounts < count));
}

// The digests are those of oracle_json.py, which manifests.py compares with the manifest.
TEST_CASE("only the work of the rounds is timed, and all results are in the digest") {
    auto const workspace = std::make_unique<JsonWorkspace>();
    std::uint64_t time = 0;
    auto const outcome = transform_rounds(*workspace, 8, [&] { return time += 5; });
    CHECK(outcome.problem.empty());
    CHECK(outcome.elapsed_ns == 8 * 5); // two looks at the clock in each round, nothing between rounds
    CHECK(std::string_view(hex(outcome.digest).data()) ==
          "dee05636b84ac22ce6a6e357c3bbc6de262622bdf2816dc7a763419fc6416a5e");
    auto const one = transform_rounds(*workspace, 1, [] { return std::uint64_t{0}; });
    CHECK(std::string_view(hex(one.digest).data()) ==
          "75f9c6c582d4bd37e55ea3b5e47cc740e1bac9b5a5015b4801caeb50fadec4f5");
}

} // namespace
