#include "placeholders.hpp"

#include <cassert>

namespace wasmbench::adapters::command {

std::optional<std::vector<Piece>> pieces_of(std::string_view word) {
    std::vector<Piece> out;
    std::string text;
    auto end_text = [&] {
        if (!text.empty()) out.push_back({false, std::move(text)});
        text.clear();
    };
    while (!word.empty()) {
        char const c = word.front();
        if (word.starts_with("{{") || word.starts_with("}}")) {
            text += c;
            word.remove_prefix(2);
        } else if (c == '{') {
            auto const end = word.find('}');
            auto const name = word.substr(1, end == word.npos ? word.npos : end - 1);
            if (end == word.npos || name.empty() || name.find('{') != name.npos) return std::nullopt;
            end_text();
            out.push_back({true, std::string(name)});
            word.remove_prefix(end + 1);
        } else if (c == '}') {
            return std::nullopt;
        } else {
            text += c;
            word.remove_prefix(1);
        }
    }
    end_text();
    return out;
}

std::string expanded(std::string_view word, Values const& values) {
    auto const pieces = pieces_of(word);
    assert(pieces);
    std::string out;
    for (auto const& piece : *pieces) out += piece.placeholder ? values.find(piece.text)->second : piece.text;
    return out;
}

std::vector<std::string> expanded(std::vector<std::string> const& words, Values const& values,
    std::vector<std::string> const& program_arguments) {
    std::vector<std::string> out;
    for (auto const& word : words) {
        if (word == "{" + std::string(all_arguments) + "}")
            out.insert(out.end(), program_arguments.begin(), program_arguments.end());
        else
            out.push_back(expanded(word, values));
    }
    return out;
}

} // namespace wasmbench::adapters::command
