#pragma once

#include "json_reader.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace wasmbench::json {

/// A callback of nlohmann's parser that knows where it is, also when the parser throws, and that refuses a field
/// which is there twice: of two the parser keeps the last one without a word, and the person may have meant the
/// first.
class PlaceKeeper {
public:
    /// JSON pointer of the value that is being read; empty for the document itself.
    std::string where() const {
        std::string out;
        for (auto const& l : levels_)
            if (l.is_list)
                out += "/" + std::to_string(l.elements);
            else if (!l.names.empty())
                out = member_place(out, l.name);
        return out;
    }

    void operator()(nlohmann::json::parse_event_t event, nlohmann::json const& parsed) {
        using Event = nlohmann::json::parse_event_t;
        switch (event) {
        case Event::object_start:
            levels_.push_back({});
            break;
        case Event::array_start:
            levels_.push_back({});
            levels_.back().is_list = true;
            break;
        case Event::key: {
            auto& level = levels_.back();
            level.name = parsed.get<std::string>();
            if (!level.names.insert(level.name).second)
                throw Problem{where(), "a second one", "each field once"};
            break;
        }
        case Event::object_end:
        case Event::array_end:
            levels_.pop_back();
            value_ended();
            break;
        case Event::value:
            value_ended();
            break;
        }
    }

private:
    struct Level {
        bool is_list = false;
        std::size_t elements = 0; ///< of a list, those before the current one
        std::string name = {};    ///< of an object, the current field's
        std::set<std::string> names = {};
    };

    void value_ended() {
        if (!levels_.empty() && levels_.back().is_list) ++levels_.back().elements;
    }

    std::vector<Level> levels_;
};

/// As read_strictly(), for a document that a person has written: refuses a field that is there twice, and says where in
/// the document the parser met what is no JSON.
template <class Read>
auto read_document(std::string_view text, std::string const& stage, std::string const& source, Read read)
    -> Result<decltype(read(std::declval<Value>()))> {
    if (too_deep(text)) return to_failure(nested_too_deep(), stage, source);
    PlaceKeeper place;
    nlohmann::json document;
    try {
        document = nlohmann::json::parse(text, [&](int, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
            place(event, parsed);
            return true;
        });
        return read(Value(document));
    } catch (Problem const& p) {
        return to_failure(p, stage, source);
    } catch (nlohmann::json::exception const& e) {
        return to_failure(not_json(e, place.where()), stage, source);
    }
}

} // namespace wasmbench::json
