#pragma once

#include "nesting.hpp"

#include <wasmbench/core/result.hpp>
#include <wasmbench/core/version.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Strict reading of JSON documents, for the sources that read plans, manifests and results. Private to src/:
/// the public headers do not show which JSON library is used.
namespace wasmbench::json {

/// Thrown where a document does not have the expected shape; read_strictly() turns it into a Failure.
struct Problem {
    std::string where;    ///< JSON pointer (RFC 6901) of the offending value: "/rows/3/runtime"
    std::string found;    ///< what is there: "a string"
    std::string expected; ///< "a whole number from 0 to 4294967295"
};

/// JSON pointer of the member `key` of the object at `where`.
inline std::string member_place(std::string_view where, std::string_view key) {
    std::string out = std::string(where) + "/";
    for (char c : key) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

/// What kind of value this is, as a message says it.
inline std::string kind_of(nlohmann::json const& value) {
    switch (value.type()) {
    case nlohmann::json::value_t::null:
        return "null";
    case nlohmann::json::value_t::boolean:
        return value.get<bool>() ? "true" : "false";
    case nlohmann::json::value_t::string:
        return "a string";
    case nlohmann::json::value_t::array:
        return "a list";
    case nlohmann::json::value_t::object:
        return "an object";
    default:
        return value.dump();
    }
}

/// A value inside a document together with the way to it. Every accessor throws Problem when the value is of
/// another kind. Holds a reference: the document must outlive it.
class Value {
public:
    explicit Value(nlohmann::json const& value, std::string where = {})
        : value_(&value)
        , where_(std::move(where)) {}

    std::string const& where() const noexcept { return where_; }
    nlohmann::json const& raw() const noexcept { return *value_; }

    [[noreturn]] void refuse(std::string expected) const {
        throw Problem{where_, kind_of(*value_), std::move(expected)};
    }

    /// The member `key` of an object; a Problem when it is missing.
    Value at(std::string_view key) const {
        if (auto member = find(key)) return *member;
        throw Problem{child(key), "nothing", "this field"};
    }

    /// The member `key` of an object; nullopt when it is missing.
    std::optional<Value> find(std::string_view key) const {
        if (!value_->is_object()) refuse("an object");
        auto const it = value_->find(key);
        if (it == value_->end()) return std::nullopt;
        return Value(*it, child(key));
    }

    /// Refuses members that are not in `known`: a misspelt setting must not silently be the default.
    void only(std::initializer_list<std::string_view> known) const {
        for (auto const& [key, member] : members()) {
            bool found = false;
            for (auto k : known) found = found || k == key;
            if (found) continue;
            std::string list;
            for (auto k : known) list += (list.empty() ? "" : ", ") + std::string(k);
            throw Problem{child(key), "a field that is not known", "only " + list};
        }
    }

    std::vector<std::pair<std::string, Value>> members() const {
        if (!value_->is_object()) refuse("an object");
        std::vector<std::pair<std::string, Value>> out;
        for (auto const& [key, member] : value_->items()) out.emplace_back(key, Value(member, child(key)));
        return out;
    }

    std::vector<Value> elements() const {
        if (!value_->is_array()) refuse("a list");
        std::vector<Value> out;
        out.reserve(value_->size());
        for (auto const& element : *value_)
            out.emplace_back(element, where_ + "/" + std::to_string(out.size()));
        return out;
    }

    std::string text() const {
        if (!value_->is_string()) refuse("a string");
        return value_->get<std::string>();
    }

    std::string non_empty_text() const {
        auto out = text();
        if (out.empty()) throw Problem{where_, "an empty string", "a string that is not empty"};
        return out;
    }

    bool boolean() const {
        if (!value_->is_boolean()) refuse("true or false");
        return value_->get<bool>();
    }

    /// A whole number in [least, most].
    template <class Unsigned = std::uint64_t>
    Unsigned count(std::uint64_t least = 0, std::uint64_t most = std::numeric_limits<Unsigned>::max()) const {
        if (!value_->is_number_unsigned() || value_->get<std::uint64_t>() < least ||
            value_->get<std::uint64_t>() > most)
            refuse("a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return static_cast<Unsigned>(value_->get<std::uint64_t>());
    }

    std::int64_t whole() const {
        bool const fits = value_->is_number_integer() &&
                          (!value_->is_number_unsigned() ||
                              value_->get<std::uint64_t>() <=
                                  static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
        if (!fits) refuse("a whole number of at most 64 bits");
        return value_->get<std::int64_t>();
    }

    /// A number that is not negative; JSON has no other than finite ones.
    double amount(bool zero_allowed = true) const {
        bool const good =
            value_->is_number() && (zero_allowed ? value_->get<double>() >= 0 : value_->get<double>() > 0);
        if (!good) refuse(zero_allowed ? "a number that is not negative" : "a number above 0");
        return value_->get<double>();
    }

    /// The text as a value of an enumeration, by its `from_string` function; `choices` is for the message.
    template <class FromString>
    auto choice(FromString from_string, std::string_view choices) const {
        auto const word = text();
        auto const value = from_string(word);
        if (!value) throw Problem{where_, "\"" + word + "\"", "one of " + std::string(choices)};
        return *value;
    }

private:
    std::string child(std::string_view key) const { return member_place(where_, key); }

    nlohmann::json const* value_;
    std::string where_;
};

/// The field `schema` of a file; refuses files that a newer library has written.
inline int read_schema(Value const& document) {
    auto const field = document.at("schema");
    auto const schema = field.count<int>(1, std::numeric_limits<int>::max());
    if (schema > results_schema)
        throw Problem{field.where(), "schema version " + std::to_string(schema),
            "at most " + std::to_string(results_schema) + ", the newest that wasmbench " +
                std::string(version) + " knows: read it with the release that wrote it or a later one"};
    return schema;
}

inline Failure to_failure(Problem const& p, std::string stage, std::string const& source) {
    Diagnostics d;
    d.stage = std::move(stage);
    d.subject = source;
    if (!p.where.empty()) d.subject += (source.empty() ? "" : " at ") + p.where;
    d.expected = p.expected + ", found " + p.found;
    return {errc::malformed_input, std::move(d)};
}

/// What the parser says, without its own name for the fault ("[json.exception.parse_error.101]").
inline Problem not_json(nlohmann::json::exception const& e, std::string where = {}) {
    std::string_view what = e.what();
    if (auto const end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
    return {std::move(where), std::string(what), "a JSON document"};
}

inline Problem nested_too_deep() {
    return {"", "a text in which they stand deeper",
        "lists and objects at most " + std::to_string(most_nesting) + " deep within one another"};
}

/// Parses `text` and hands it to `read(Value)`, which may throw Problem; gives what `read` gives. `stage`
/// ("read plan") and `source` (a file's name) are for the message.
template <class Read>
auto read_strictly(std::string_view text, std::string const& stage, std::string const& source, Read read)
    -> Result<decltype(read(std::declval<Value>()))> {
    if (too_deep(text)) return to_failure(nested_too_deep(), stage, source);
    try {
        auto const document = nlohmann::json::parse(text);
        return read(Value(document));
    } catch (Problem const& p) {
        return to_failure(p, stage, source);
    } catch (nlohmann::json::exception const& e) {
        return to_failure(not_json(e), stage, source);
    }
}

} // namespace wasmbench::json
