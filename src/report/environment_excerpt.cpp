#include "environment_excerpt.hpp"

#include "json/nesting.hpp"

#include <nlohmann/json.hpp>

namespace wasmbench::report {
namespace {

using Json = nlohmann::ordered_json; // keeps the order of the file, which is the order that its writer chose

std::string plain_text(Json const& value) {
    return value.is_string() ? value.get<std::string>()
                             : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<std::string> one_line(Json const& value) {
    if (value.is_null()) return std::nullopt;
    if (value.is_primitive()) return plain_text(value);
    if (!value.is_array()) return std::nullopt;
    std::string out;
    for (auto const& element : value) {
        if (!element.is_primitive()) return std::nullopt;
        out += (out.empty() ? "" : ", ") + plain_text(element);
    }
    return out;
}

void collect(Json const& object, std::string const& prefix, int depth, EnvironmentExcerpt& out) {
    constexpr int deepest = 2;
    for (auto const& [name, value] : object.items()) {
        if (auto line = one_line(value))
            out.facts.emplace_back(prefix + name, *line);
        else if (value.is_object() && depth < deepest)
            collect(value, prefix + name + "/", depth + 1, out);
    }
}

} // namespace

std::optional<EnvironmentExcerpt> environment_excerpt(std::string_view text) {
    if (json::is_nested_deeper(text)) return std::nullopt;
    auto document = Json::parse(text, nullptr, false);
    if (!document.is_object()) return std::nullopt;
    EnvironmentExcerpt out;
    if (auto const it = document.find("disturbing"); it != document.end() && it->is_array()) {
        for (auto const& item : *it)
            if (item.is_string()) out.disturbing.push_back(item.get<std::string>());
        document.erase(it);
    }
    collect(document, "", 1, out);
    return out;
}

} // namespace wasmbench::report
