#pragma once

#include "number.hpp"
#include "pool.hpp"

#include <cstdint>
#include <string_view>

namespace wasmbench::workloads::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

/// A JSON value and, as a list, what it holds. It lies in a Pool, as do its elements; `text` and `key` may
/// also view the text that was parsed.
struct Value {
    Kind kind = Kind::null;
    bool truth = false;     ///< of a boolean
    Number number;          ///< of a number
    std::string_view text;  ///< of a string, without its escapes: UTF-8
    std::string_view key;   ///< of a member of an object
    Value* first = nullptr; ///< element of an array or member of an object
    Value* last = nullptr;
    Value* next = nullptr; ///< after this one in the same array or object

    void append(Value& element) {
        (first ? last->next : first) = &element;
        last = &element;
    }
};

/// The first member of that name; null if there is none, or `object` is no object.
inline Value const* find(Value const& object, std::string_view key) {
    if (object.kind != Kind::object) return nullptr;
    for (Value const* member = object.first; member; member = member->next)
        if (member->key == key) return member;
    return nullptr;
}

/// Makes values in a pool. Once it is full the values are no longer to be used, which full() says: whoever
/// builds something looks at the end.
class Builder {
public:
    explicit Builder(Pool& pool)
        : pool_(pool) {}

    Value& make(Kind kind) {
        Value* const made = pool_.make<Value>();
        if (!made) {
            full_ = true;
            spare_ = {};
        }
        Value& value = made ? *made : spare_;
        value.kind = kind;
        return value;
    }

    /// An element of an array, or with a key a member of an object, appended to it.
    Value& add(Value& container, std::string_view key, Kind kind) {
        Value& value = make(kind);
        value.key = key;
        if (!full_) container.append(value);
        return value;
    }
    void add(Value& container, std::string_view key, std::string_view text) {
        add(container, key, Kind::string).text = text;
    }
    void add(Value& container, std::string_view key, Number number) {
        add(container, key, Kind::number).number = number;
    }

    /// A copy of `value` and all that it holds.
    void copy(Value& container, std::string_view key, Value const& value) {
        Value& copied = add(container, key, value.kind);
        copied.truth = value.truth;
        copied.number = value.number;
        copied.text = value.text;
        for (Value const* element = value.first; element && !full_; element = element->next)
            copy(copied, element->key, *element);
    }

    bool full() const { return full_; }

private:
    Pool& pool_;
    Value spare_; // handed out when the pool is full, so that the builder's callers need not look each time
    bool full_ = false;
};

} // namespace wasmbench::workloads::json
