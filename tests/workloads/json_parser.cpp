#include "json_transform/json/parser.hpp"
#include "json_transform/json/text.hpp"
#include "json_transform/json/writer.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace json = wasmbench::workloads::json;

struct Document {
    explicit Document(std::string text, std::size_t room = 64 * 1024)
        : source(std::move(text))
        , memory(room) {}

    json::Parsed parse() {
        pool = json::Pool{memory};
        return json::parse(source, pool);
    }

    std::string source;
    std::vector<std::byte> memory;
    json::Pool pool{{}};
};

std::string written_again(std::string const& text) {
    Document document(text);
    auto const parsed = document.parse();
    if (!parsed.value) return "refused: " + std::string(parsed.problem);
    std::vector<char> room(64 * 1024);
    json::Text to{room};
    json::write(to, *parsed.value);
    return std::string(to.view());
}

void refused(std::string const& text, std::string_view problem, std::size_t offset) {
    INFO(text);
    Document document(text);
    auto const parsed = document.parse();
    CHECK(!parsed.value);
    CHECK(parsed.problem == problem);
    CHECK(parsed.offset == offset);
}

TEST_CASE("JSON texts are read, and written without blanks") {
    CHECK(written_again("null") == "null");
    CHECK(written_again(" \t\r\n true \n") == "true");
    CHECK(written_again("[ ]") == "[]");
    CHECK(written_again("{ }") == "{}");
    CHECK(written_again("[1 , false,[null], \"a\"]") == "[1,false,[null],\"a\"]");
    CHECK(written_again("{\"a\" : {\"b\": [ {} , 2 ]}, \"\":\"\"}") == "{\"a\":{\"b\":[{},2]},\"\":\"\"}");
    CHECK(written_again("{\"a\":1,\"a\":2}") == "{\"a\":1,\"a\":2}");
}

TEST_CASE("a JSON text of another grammar is refused, and where") {
    refused("", "a value is missing", 0);
    refused("  ", "a value is missing", 2);
    refused("[1,]", "no value begins so", 3);
    refused("[1 2]", "a comma or the end of the list is missing", 3);
    refused("[", "a value is missing", 1);
    refused("[1", "a comma or the end of the list is missing", 2);
    refused("{", "a name in quotes is missing", 1);
    refused("{\"a\"}", "the colon after a name is missing", 4);
    refused("{\"a\":1,}", "a name in quotes is missing", 7);
    refused("{a:1}", "a name in quotes is missing", 1);
    refused("[1}", "a comma or the end of the list is missing", 2);
    refused("1 2", "something follows the value", 2);
    refused("nul", "no value begins so", 0);
    refused("nULL", "no value begins so", 0);
    refused("'a'", "no value begins so", 0);
    refused("// x\n1", "no value begins so", 0);
    refused("\xef\xbb\xbf"
            "1",
        "no value begins so", 0);
}

TEST_CASE("strings are read as RFC 8259 has them") {
    auto const [text, value] = GENERATE(table<std::string, std::string>({
        {R"("")", ""}, {R"("plain")", "plain"}, {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
        {R"("\u0041\u00e9\u20AC\u65e5")", "Aé€日"}, {R"("\ud83d\ude80")", "🚀"},
        {R"("a\u0000b")", std::string("a\0b", 3)}, {R"("\udbff\udfff")", "\xf4\x8f\xbf\xbf"},
        {"\"é€🚀\x7f\"", "é€🚀\x7f"},
        {"\"\xed\x9f\xbf\xee\x80\x80\"", "\xed\x9f\xbf\xee\x80\x80"}, // the characters beside the surrogates
    }));
    INFO(text);
    Document document(text);
    auto const parsed = document.parse();
    REQUIRE(parsed.value);
    CHECK(parsed.value->kind == json::Kind::string);
    CHECK(parsed.value->text == value);
}

TEST_CASE("strings that RFC 8259 does not have are refused") {
    refused("\"a", "a string without an end", 2);
    refused("\"a\\\"", "a string without an end", 4);
    refused("\"a\\", "a string without an end", 3);
    refused("\"a\nb\"", "a control character in a string", 2);
    refused(R"("a\x")", "an escape that JSON does not have", 2);
    refused(R"("\'")", "an escape that JSON does not have", 1);
    refused("\"\\é\"", "an escape that JSON does not have", 1);
    refused(R"("\u12g4")", "\\u without four hexadecimal digits", 1);
    refused(R"("\u123")", "\\u without four hexadecimal digits", 1);
    refused(R"("\ud83d")", "half of a surrogate pair", 1);
    refused(R"("\ud83d\u0041")", "half of a surrogate pair", 1);
    refused(R"("\ud83dA12345")", "half of a surrogate pair", 1);
    refused(R"("\ude80\ude80")", "half of a surrogate pair", 1);
    refused(R"("\ude80\ud83d")", "half of a surrogate pair", 1);
}

TEST_CASE("bytes that are not UTF-8 are refused") {
    auto const bytes = GENERATE(as<std::string>{}, "\x80", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf",
        "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "\xc3\xc3");
    refused("\"a" + bytes + "\"", "a string that is not UTF-8", 2);
}

TEST_CASE("a string without escapes is not copied") {
    Document document(R"(["plain","esc\n"])");
    auto const* const value = document.parse().value;
    REQUIRE(value);
    auto const inside = [&](std::string_view text) {
        return text.data() >= document.source.data() &&
               text.data() < document.source.data() + document.source.size();
    };
    CHECK(inside(value->first->text));
    CHECK(!inside(value->last->text));
}

TEST_CASE("nesting is bounded") {
    std::string const deep(json::Parser::max_depth, '['), closed(json::Parser::max_depth, ']');
    CHECK(written_again(deep + closed) == deep + closed);
    refused("[" + deep + closed + "]", "nested too deep", json::Parser::max_depth);
}

TEST_CASE("a document that needs more memory than there is ends in words, whatever the room") {
    std::string const text = R"({"a":[1,2,{"b":"\n\u00e9"}],"c":[[],[],"long enough \t"]})";
    std::size_t enough = 0;
    for (std::size_t room = 0; room < 4096; room += 8) {
        Document document(text, room);
        auto const parsed = document.parse();
        if (parsed.value) {
            if (enough == 0) enough = room;
        } else {
            CHECK(enough == 0); // more room is never worse
            CHECK(parsed.problem == "the document needs more memory");
        }
    }
    CHECK(enough > 0);
}

TEST_CASE("members are found by name, the first of its name") {
    Document document(R"({"a":1,"b":2,"a":3})");
    auto const* const value = document.parse().value;
    REQUIRE(value);
    REQUIRE(json::find(*value, "a"));
    CHECK(json::find(*value, "a")->number.digits == 1);
    CHECK(json::find(*value, "b")->number.digits == 2);
    CHECK(!json::find(*value, "c"));
    CHECK(!json::find(*value->first, "a"));
}

} // namespace
