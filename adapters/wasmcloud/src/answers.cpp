#include "answers.hpp"

#include <wasmbench/core/diagnostics.hpp>

#include <nlohmann/json.hpp>

namespace wasmbench::adapters::wasmcloud {
namespace {

using Json = nlohmann::json;

Json parse(std::string_view text) {
    return Json::parse(text, nullptr, false); // discarded where it is no JSON
}

std::string text_of(Json const& object, char const* key) {
    if (!object.is_object()) return {};
    auto const it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

Json const& child(Json const& object, char const* key) {
    static Json const none;
    if (!object.is_object()) return none;
    auto const it = object.find(key);
    return it == object.end() ? none : *it;
}

} // namespace

WadmAnswer read_wadm_answer(std::string_view text) {
    auto const json = parse(text);
    auto const result = text_of(json, "result");
    if (result.empty()) return {false, "an answer that is not wadm's: \"" + detail::last_line(text, 80) + "\""};
    auto message = text_of(json, "message");
    bool const accepted = result == "created" || result == "newversion" || result == "acknowledged";
    if (message.empty()) message = result;
    return {accepted, std::move(message)};
}

WadmStatus read_wadm_status(std::string_view text) {
    auto const json = parse(text);
    auto const& status = child(child(json, "status"), "status");
    if (!status.is_object()) return {{}, text_of(json, "message")};
    return {text_of(status, "type"), text_of(status, "message")};
}

std::string to_string(WadmStatus const& s) {
    auto out = s.type.empty() ? std::string("unknown") : s.type;
    if (!s.message.empty()) out += ": " + s.message;
    return out;
}

std::string event_queue_in_words(std::string_view text) {
    auto const json = parse(text);
    if (!child(json, "config").is_object()) {
        auto const said = text_of(child(json, "error"), "description");
        return said.empty() ? "cannot be read" : said;
    }
    auto const count = [&json](char const* key) {
        auto const& n = child(json, key);
        return n.is_number_unsigned() ? std::to_string(n.get<std::uint64_t>()) : std::string("?");
    };
    auto const waiting = count("num_waiting");
    return count("num_pending") + " undelivered, " + count("num_ack_pending") + " not acknowledged, " +
           (waiting == "0" ? "asked for by nobody" : "asked for " + waiting + (waiting == "1" ? " time" : " times"));
}

std::optional<std::string> read_host_id(std::string_view text, std::string_view lattice) {
    auto const json = parse(text);
    auto const& response = child(json, "response");
    if (text_of(response, "lattice") != lattice) return std::nullopt;
    auto id = text_of(response, "id");
    if (id.empty()) return std::nullopt;
    return id;
}

bool is_empty_inventory(std::string_view text) {
    auto const json = parse(text);
    auto const& response = child(json, "response");
    auto const& components = child(response, "components");
    auto const& providers = child(response, "providers");
    return components.is_array() && components.empty() && providers.is_array() && providers.empty();
}

bool names_host(std::string_view text, std::string_view host_id) {
    auto const json = parse(text);
    return json.is_object() && json.contains(std::string(host_id));
}

} // namespace wasmbench::adapters::wasmcloud
