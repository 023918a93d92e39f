#pragma once

#include "number_text.hpp"
#include "string_text.hpp"
#include "value.hpp"

#include <cstddef>
#include <string_view>

namespace wasmbench::workloads::json {

/// A value, or what is wrong and at which byte.
struct Parsed {
    Value const* value = nullptr;
    std::string_view problem;
    std::size_t offset = 0;
};

/// Reads one JSON text as RFC 8259 defines it, and nothing else: no comments, no trailing commas, no byte
/// order mark, only UTF-8, and escapes that name a character. Of members with one name all are kept. The
/// values lie in the pool and view `text`, which has to live as long.
class Parser {
public:
    static constexpr int max_depth = 32; // bounds the stack, of which a component has 16 KiB

    Parser(std::string_view text, Pool& pool)
        : text_(text)
        , pool_(pool)
        , builder_(pool) {}

    Parsed parse() {
        Value& root = builder_.make(Kind::null);
        skip_blanks();
        if (parse_value(root, 0)) {
            skip_blanks();
            if (at_ == text_.size()) return {&root, {}, at_};
            fail("something follows the value");
        }
        return {nullptr, problem_, at_};
    }

private:
    // False, so that it can be returned: the first problem is the last.
    bool fail(std::string_view problem) {
        problem_ = problem;
        return false;
    }

    void skip_blanks() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
            ++at_;
    }

    bool take(char c) {
        if (at_ == text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    bool parse_value(Value& value, int depth) {
        if (builder_.full()) return fail("the document needs more memory");
        if (at_ == text_.size()) return fail("a value is missing");
        switch (text_[at_]) {
        case '{':
            return parse_members(value, Kind::object, '}', depth + 1);
        case '[':
            return parse_members(value, Kind::array, ']', depth + 1);
        case '"':
            value.kind = Kind::string;
            return parse_string(value.text);
        case 't':
            value.truth = true;
            return parse_word(value, Kind::boolean, "true");
        case 'f':
            return parse_word(value, Kind::boolean, "false");
        case 'n':
            return parse_word(value, Kind::null, "null");
        default:
            value.kind = Kind::number;
            return parse_number(value.number);
        }
    }

    bool parse_word(Value& value, Kind kind, std::string_view word) {
        if (text_.substr(at_, word.size()) != word) return fail("no value begins so");
        at_ += word.size();
        value.kind = kind;
        return true;
    }

    bool parse_members(Value& value, Kind kind, char end, int depth) {
        if (depth > max_depth) return fail("nested too deep");
        value.kind = kind;
        ++at_;
        skip_blanks();
        if (take(end)) return true;
        for (;;) {
            std::string_view key;
            if (kind == Kind::object && !parse_key(key)) return false;
            Value& element = builder_.add(value, key, Kind::null);
            if (!parse_value(element, depth)) return false;
            skip_blanks();
            if (take(end)) return true;
            if (!take(',')) return fail("a comma or the end of the list is missing");
            skip_blanks();
        }
    }

    bool parse_key(std::string_view& key) {
        if (at_ == text_.size() || text_[at_] != '"') return fail("a name in quotes is missing");
        if (!parse_string(key)) return false;
        skip_blanks();
        if (!take(':')) return fail("the colon after a name is missing");
        skip_blanks();
        return true;
    }

    bool parse_string(std::string_view& value) {
        auto const read = read_string(text_.substr(at_), pool_);
        at_ += read.size;
        if (!read.problem.empty()) return fail(read.problem);
        value = read.value;
        return true;
    }

    bool parse_number(Number& value) {
        auto const read = read_number(text_.substr(at_));
        at_ += read.size;
        if (!read.problem.empty()) return fail(read.problem);
        value = read.value;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string_view problem_;
    Pool& pool_;
    Builder builder_;
};

inline Parsed parse(std::string_view text, Pool& pool) {
    return Parser(text, pool).parse();
}

} // namespace wasmbench::workloads::json
