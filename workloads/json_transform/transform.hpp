#pragma once

#include "json/value.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace wasmbench::workloads {

/// Of the orders of a document, those worth being kept: what they add up to by country, and a shorter form of
/// each. A document of another shape, or sums that do not fit, are a problem in words; nothing is guessed.
class OrdersTransform {
public:
    explicit OrdersTransform(json::Pool& pool)
        : build_(pool)
        , pool_(pool) {}

    /// Keeps the orders that are paid, have no tag `returned` and come to at least `least`. Null with
    /// problem().
    json::Value const* apply(json::Value const& document, std::int64_t least) {
        auto const* orders = json::find(document, "orders");
        if (!orders || orders->kind != json::Kind::array) return failed("a list of orders is missing");
        json::Value& result = build_.make(json::Kind::object);
        build_.add(result, "least", json::Number{least, 0});
        json::Value& kept_count = build_.add(result, "kept", json::Kind::number);
        json::Value& by_country = build_.add(result, "countries", json::Kind::array);
        json::Value& kept = build_.add(result, "orders", json::Kind::array);

        Country* countries = nullptr;
        for (auto const* order = orders->first; order; order = order->next) {
            auto const* paid = json::find(*order, "paid");
            if (!paid || paid->kind != json::Kind::boolean)
                return failed("whether an order is paid is missing");
            if (!paid->truth || has_tag(*order, "returned")) continue;
            Order const one = total_of(*order);
            if (!problem_.empty()) return nullptr;
            auto const too_small = json::less(one.total, {least, 0});
            if (!too_small) return failed("a total does not fit");
            if (*too_small) continue;
            ++kept_count.number.digits;
            if (!count(countries, *order, one)) return nullptr;
            keep(kept, *order, one);
        }
        for (auto const* country = countries; country; country = country->next) report(by_country, *country);
        if (build_.full()) return failed("the result needs more memory");
        return &result;
    }

    std::string_view problem() const { return problem_; }

private:
    struct Order {
        json::Number total;
        std::int64_t pieces = 0;
    };
    // In a list that is sorted by name.
    struct Country {
        std::string_view name;
        std::int64_t orders = 0, pieces = 0;
        json::Number total, largest;
        json::Number largest_id;
        Country* next = nullptr;
    };

    json::Value const* failed(std::string_view problem) {
        problem_ = problem;
        return nullptr;
    }

    static bool has_tag(json::Value const& order, std::string_view tag) {
        auto const* tags = json::find(order, "tags");
        for (auto const* one = tags ? tags->first : nullptr; one; one = one->next)
            if (one->text == tag) return true;
        return false;
    }

    std::optional<json::Number> number_of(json::Value const& object, std::string_view key) {
        auto const* value = json::find(object, key);
        if (value && value->kind == json::Kind::number) return value->number;
        problem_ = "a number is missing";
        return std::nullopt;
    }

    // The sum of quantity times price, less the discount if there is one.
    Order total_of(json::Value const& order) {
        Order sum;
        auto const* items = json::find(order, "items");
        if (!items || items->kind != json::Kind::array) problem_ = "a list of items is missing";
        for (auto const* item = items ? items->first : nullptr; item; item = item->next) {
            auto const quantity = number_of(*item, "quantity");
            auto const price = number_of(*item, "unit_price");
            if (!quantity || !price) return sum;
            if (quantity->exponent != 0) problem_ = "a quantity is not whole";
            add(sum.pieces, quantity->digits);
            add(sum.total, json::product(*quantity, *price));
        }
        auto const* discount = json::find(order, "discount");
        if (discount && discount->kind == json::Kind::number)
            add(sum.total, json::Number{-discount->number.digits, discount->number.exponent});
        return sum;
    }

    void add(json::Number& total, std::optional<json::Number> more) {
        auto const sum = more ? json::sum(total, *more) : std::nullopt;
        if (sum)
            total = *sum;
        else
            problem_ = "a total does not fit";
    }

    void add(std::int64_t& total, std::int64_t more) {
        if (__builtin_add_overflow(total, more, &total)) problem_ = "a total does not fit";
    }

    bool count(Country*& countries, json::Value const& order, Order const& one) {
        auto const* name = json::find(order, "country");
        auto const id = number_of(order, "id");
        if (!name || name->kind != json::Kind::string) problem_ = "a country is missing";
        if (!problem_.empty()) return false;
        Country** place = &countries;
        while (*place && (*place)->name < name->text) place = &(*place)->next;
        if (!*place || (*place)->name != name->text) {
            auto* const added = pool_.make<Country>();
            if (!added) return failed("the result needs more memory") != nullptr;
            added->name = name->text;
            added->next = *place;
            *place = added;
        }
        Country& country = **place;
        ++country.orders;
        add(country.pieces, one.pieces);
        add(country.total, one.total);
        auto const larger = json::less(country.largest, one.total);
        if (!larger) problem_ = "a total does not fit";
        if (country.orders == 1 || larger.value_or(false)) {
            country.largest = one.total;
            country.largest_id = *id;
        }
        return problem_.empty();
    }

    void keep(json::Value& kept, json::Value const& order, Order const& one) {
        json::Value& shorter = build_.add(kept, {}, json::Kind::object);
        for (std::string_view key : {"id", "customer", "country", "tags", "note"})
            if (auto const* value = json::find(order, key)) build_.copy(shorter, key, *value);
        build_.add(shorter, "total", one.total);
        json::Value& items = build_.add(shorter, "items", json::Kind::array);
        for (auto const* item = json::find(order, "items")->first; item; item = item->next)
            if (auto const* name = json::find(*item, "name")) build_.copy(items, {}, *name);
    }

    void report(json::Value& list, Country const& country) {
        json::Value& entry = build_.add(list, {}, json::Kind::object);
        build_.add(entry, "country", country.name);
        build_.add(entry, "orders", json::Number{country.orders, 0});
        build_.add(entry, "pieces", json::Number{country.pieces, 0});
        build_.add(entry, "total", country.total);
        build_.add(entry, "largest", country.largest_id);
    }

    json::Builder build_;
    json::Pool& pool_;
    std::string_view problem_;
};

} // namespace wasmbench::workloads
