#include <support/paths.hpp>
#include "approve.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <support/files.hpp>

namespace wasmbench::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_lines = 20;

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

/// The lines between the common beginning and the common end, as a diff shows them.
std::string diff(std::string_view approved, std::string_view received) {
    auto before = lines_of(approved);
    auto after = lines_of(received);
    auto const [b, a] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    auto const first = static_cast<std::size_t>(b - before.begin());
    auto b_end = before.end();
    auto a_end = after.end();
    while (b_end != b && a_end != a && *(b_end - 1) == *(a_end - 1)) --b_end, --a_end;
    std::string out = "@@ line " + std::to_string(first + 1) + " @@\n";
    auto show = [&](auto from, auto to, char sign) {
        std::size_t shown = 0;
        for (auto it = from; it != to; ++it) {
            if (++shown > most_lines) {
                out += std::string(1, sign) + " ... and " + std::to_string(to - it) + " more\n";
                break;
            }
            out += sign + *it + "\n";
        }
    };
    show(b, b_end, '-');
    show(a, a_end, '+');
    return out;
}

} // namespace

std::string difference_from_approved(std::string const& name, std::string_view actual) {
    fs::path const approved_file = wasmbench::support::source_dir() / "tests" / "approval" / "approved" / name;
    bool const exists = fs::exists(approved_file);
    auto const approved = exists ? read_file(approved_file) : std::string();
    if (exists && approved == actual) return {};
    auto const received_file = wasmbench::support::binary_dir() / "approval" / (name + ".received");
    fs::create_directories(received_file.parent_path());
    write_file(received_file, actual);
    return "\n" + (exists ? diff(approved, actual) : "there is no approved " + name + "\n") +
           "to approve it: cp " + received_file.string() + " " + approved_file.string();
}

} // namespace wasmbench::testing
