#include "described_words.hpp"

#include "placeholders.hpp"

#include <algorithm>

namespace wasmbench::adapters::command {
namespace {

using json::Problem;
using json::Value;

bool among(Names const& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string braced(std::string_view name) {
    return "{" + std::string(name) + "}";
}

std::string braced(Names const& names) {
    std::string out;
    for (auto const name : names) out += (out.empty() ? "" : ", ") + braced(name);
    return out;
}

// A word whose placeholders are among `allowed`; `several`: it may be the one that becomes several words.
std::string word_in(Value const& v, Names const& allowed, bool several) {
    auto const text = v.text();
    auto const pieces = pieces_of(text);
    if (!pieces)
        throw Problem{v.where(), "\"" + text + "\"",
            "braces in pairs around a placeholder; {{ and }} are braces themselves"};
    for (auto const& piece : *pieces) {
        if (!piece.placeholder) continue;
        bool const alone = piece.text == all_arguments;
        if (!among(allowed, piece.text) || (alone && !several))
            throw Problem{
                v.where(), "the placeholder " + braced(piece.text), "only " + braced(allowed) + " here"};
        if (alone && pieces->size() > 1)
            throw Problem{
                v.where(), "\"" + text + "\"", "{argument...} as a word of its own: it becomes several"};
    }
    return text;
}

} // namespace

// Names are words of plans, of options and of files.
std::string name_in(Value const& v) {
    auto const name = v.text();
    bool const good = !name.empty() && name.front() != '-' && name.front() != '.' &&
                      name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-.") == name.npos;
    if (!good)
        throw Problem{v.where(), "\"" + name + "\"", "a name of small letters, digits, '_', '-' and '.'"};
    return name;
}

std::vector<std::string> texts_in(Value const& v) {
    std::vector<std::string> out;
    for (auto const& element : v.elements()) out.push_back(element.non_empty_text());
    return out;
}

std::vector<std::string> fairness_in(Value const& v) {
    auto const field = v.find("fairness");
    return field ? texts_in(*field) : std::vector<std::string>{};
}

DescribedCommand command_in(Value const& v, Names const& allowed, Names const& needed) {
    DescribedCommand c;
    if (auto const program = v.find("program")) c.program = program->non_empty_text();
    auto const arguments = v.at("arguments");
    for (auto const& element : arguments.elements()) c.arguments.push_back(word_in(element, allowed, true));
    if (auto const environment = v.find("environment"))
        for (auto const& [name, value] : environment->members()) {
            if (name.empty() || name.find_first_of(std::string_view("=\0", 2)) != name.npos)
                throw Problem{value.where(), "\"" + name + "\"", "the name of an environment variable"};
            c.environment[name] = word_in(value, allowed, false);
        }
    for (auto const name : needed)
        if (!uses(c, name))
            throw Problem{arguments.where(), "no " + braced(name), "a word with " + braced(name)};
    return c;
}

bool uses(DescribedCommand const& c, std::string_view placeholder) {
    auto const has = [&](std::string const& word) {
        auto const pieces = pieces_of(word).value();
        return std::any_of(pieces.begin(), pieces.end(),
            [&](Piece const& p) { return p.placeholder && p.text == placeholder; });
    };
    return std::any_of(c.arguments.begin(), c.arguments.end(), has) ||
           std::any_of(
               c.environment.begin(), c.environment.end(), [&](auto const& e) { return has(e.second); });
}

} // namespace wasmbench::adapters::command
