#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::command {

/// A part of a word of a description: text as it stands, or the name of a placeholder.
struct Piece {
    bool placeholder = false;
    std::string text;

    friend bool operator==(Piece const&, Piece const&) = default;
};

/// "--addr={address}:{port}" as its pieces; "{{" and "}}" are braces. nullopt for a brace without its partner
/// and for "{}".
std::optional<std::vector<Piece>> pieces_of(std::string_view word);

/// The word that stands for all of a program's arguments, one word each.
inline constexpr std::string_view all_arguments = "argument...";

/// Values by placeholder.
using Values = std::map<std::string, std::string, std::less<>>;

/// `word` with its placeholders replaced. Every one of them must have a value: the reader of descriptions
/// sees to that.
std::string expanded(std::string_view word, Values const& values);

/// All words; {argument...} becomes `program_arguments`.
std::vector<std::string> expanded(std::vector<std::string> const& words, Values const& values,
    std::vector<std::string> const& program_arguments);

} // namespace wasmbench::adapters::command
