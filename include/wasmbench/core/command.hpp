#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench {

/// A program to launch. Nothing is inherited by accident: the environment and the working directory are the
/// ones given here, standard input is empty, and no shell is involved.
struct Command {
    std::filesystem::path program;           ///< absolute, or relative to the harness's own working directory
    std::vector<std::string> arguments;      ///< without the program's name
    std::vector<std::string> environment;    ///< the whole environment, as "NAME=value"
    std::filesystem::path working_directory; ///< empty: the harness's own
    std::size_t capture_limit = 256 * 1024;  ///< bytes kept of each of stdout and stderr: the last ones
    /// Where all of the child's stdout and stderr is also written (up to log_limit bytes), NAME.out and
    /// NAME.err.
    std::optional<std::filesystem::path> log_stem;
    std::size_t log_limit = 4 * 1024 * 1024;

    friend bool operator==(Command const&, Command const&) = default;
};

/// The command as a person would type it, for messages and logs; words with special characters in single
/// quotes.
inline std::string to_string(Command const& c) {
    auto quote = [](std::string const& word) {
        constexpr char const* plain =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
        if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
        std::string out = "'";
        for (char ch : word) {
            if (ch == '\'')
                out += "'\\''";
            else
                out += ch;
        }
        return out + "'";
    };
    std::string out = quote(c.program.string());
    for (auto const& a : c.arguments) out += " " + quote(a);
    return out;
}

} // namespace wasmbench
