#pragma once

#include "json/text.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace wasmbench::workloads {

/// Writes the document that the workload reads: the orders of a shop, indented, always the same bytes.
/// Strings with and without escapes, characters of one to four bytes, numbers with and without exponents.
class OrdersDocument {
public:
    static constexpr std::uint32_t orders = 160;

    explicit OrdersDocument(json::Text& to)
        : to_(to) {}

    void write() {
        to_.append("{\n  \"shop\": \"S\\u00f6hne & T\\u00f6chter \\\"Wasm\\\"\",\n  \"currency\": \"EUR\",\n"
                   "  \"orders\": [");
        for (std::uint32_t i = 0; i < orders; ++i) {
            to_.append(i == 0 ? "\n" : ",\n");
            write_order(100'000 + i);
        }
        to_.append("\n  ]\n}\n");
    }

private:
    // The numbers of "Numerical Recipes"; the low bits of such a sequence repeat soon, so the high ones are
    // used.
    std::uint32_t below(std::uint32_t limit) {
        state_ = state_ * 1'664'525 + 1'013'904'223;
        return (state_ >> 16) % limit;
    }
    template <std::size_t N>
    std::string_view one_of(std::array<std::string_view, N> const& choices) {
        return choices[below(static_cast<std::uint32_t>(N))];
    }

    void number(std::uint32_t value) {
        if (value >= 10) number(value / 10);
        to_.append(static_cast<char>('0' + value % 10));
    }
    // Hundredths as a number with two decimals.
    void price(std::uint32_t cents) {
        number(cents / 100);
        to_.append('.');
        number(cents / 10 % 10);
        number(cents % 10);
    }
    void field(std::string_view indented_name) {
        to_.append(indented_name);
        to_.append(": ");
    }

    // The strings below are JSON texts with their quotes, as they stand in the document.
    void write_order(std::uint32_t id) {
        static constexpr std::array<std::string_view, 8> customers{"\"Zo\\u00eb Quinn\"", "\"Sean O'Neill\"",
            "\"Łukasz Wójcik\"", "\"Anna \\\"Anni\\\" Berg\"", "\"田中さくら\"",
            "\"M\\u00fcller & S\\u00f6hne\"", "\"A. N. Other\"", "\"\\ud83d\\ude80 Rockets Ltd\""};
        static constexpr std::array<std::string_view, 12> countries{"\"DE\"", "\"FR\"", "\"NL\"", "\"PL\"",
            "\"ES\"", "\"IT\"", "\"SE\"", "\"AT\"", "\"CH\"", "\"JP\"", "\"US\"", "\"BR\""};
        static constexpr std::array<std::string_view, 6> notes{"null", "\"\"", "\"ring twice\\nthen wait\"",
            "\"path C:\\\\orders\\\\new\\t(tab)\"", "\"leave it with the neighbours, they know about it\"",
            "\"\\u7f8e\\u5473\\u3057\\u3044 / très bien / 🙂\""};
        static constexpr std::array<std::string_view, 5> tags{"[]", "[\"gift\"]", "[\"express\", \"gift\"]",
            "[\"returned\"]", "[\"b2b\", \"net 30\", \"r\\u00e9gulier\"]"};

        field("    {\n      \"id\"");
        number(id);
        field(",\n      \"customer\"");
        to_.append(one_of(customers));
        field(",\n      \"country\"");
        to_.append(one_of(countries));
        field(",\n      \"paid\"");
        to_.append(below(8) == 0 ? "false" : "true");
        field(",\n      \"discount\"");
        if (below(3) == 0)
            price(below(1'000));
        else
            to_.append("null");
        field(",\n      \"tags\"");
        to_.append(one_of(tags));
        field(",\n      \"items\"");
        to_.append('[');
        for (std::uint32_t i = 0, count = 1 + below(5); i < count; ++i) {
            to_.append(i == 0 ? "\n" : ",\n");
            write_item();
        }
        field("\n      ],\n      \"note\"");
        to_.append(one_of(notes));
        to_.append("\n    }");
    }

    void write_item() {
        static constexpr std::array<std::string_view, 6> names{"\"Caf\\u00e9 cr\\u00e8me, 250 g\"",
            "\"mug \\u2615\"", "\"grinder\"", "\"filter papers 1\\/4\"", "\"kettle, 1.7 l, brushed steel\"",
            "\"緑茶\""};
        field("        {\"sku\"");
        to_.append("\"W-");
        number(10'000 + below(50'000));
        to_.append('"');
        field(", \"name\"");
        to_.append(one_of(names));
        field(", \"quantity\"");
        number(1 + below(9));
        field(", \"unit_price\"");
        if (below(4) == 0) { // 1375e-2, as some programs print it
            number(below(20'000));
            to_.append("e-2");
        } else {
            price(below(20'000));
        }
        to_.append('}');
    }

    json::Text& to_;
    std::uint32_t state_ = 7;
};

} // namespace wasmbench::workloads
