#include "pf_output.hpp"

#include "pf_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace wasmbench::net {
namespace {

constexpr std::string_view blank = " \t\r";

std::vector<std::string_view> pieces(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; (at = text.find_first_not_of(separators, at)) != text.npos;) {
        auto const end = std::min(text.find_first_of(separators, at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    return pieces(text, "\n");
}

std::vector<std::string_view> words_of(std::string_view line) {
    return pieces(line, blank);
}

std::optional<std::uint64_t> number(std::string_view word) {
    std::uint64_t out = 0;
    auto const [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return out;
}

bool begins(std::vector<std::string_view> const& words, std::initializer_list<std::string_view> with) {
    return words.size() >= with.size() && std::equal(with.begin(), with.end(), words.begin());
}

} // namespace

std::optional<std::uint64_t> parse_token(std::string_view text) {
    for (auto const line : lines_of(text)) {
        auto const words = words_of(line);
        if (words.size() == 3 && begins(words, {"Token", ":"})) return number(words[2]);
    }
    return std::nullopt;
}

bool says_reference_is_gone(std::string_view text) {
    return text.find("token invalid") != text.npos || text.find("pf not enabled") != text.npos;
}

bool says_enabled(std::string_view text) {
    for (auto const line : lines_of(text))
        if (begins(words_of(line), {"Status:", "Enabled"})) return true;
    return false;
}

bool calls_apple_anchors(std::string_view text) {
    for (auto const line : lines_of(text)) {
        auto const words = words_of(line);
        // With anything else behind it, it is for some packets only.
        if (words.size() == 3 && begins(words, {"anchor", "\"com.apple/*\"", "all"})) return true;
    }
    return false;
}

std::optional<std::string> skipped_loopback(std::string_view text) {
    constexpr std::array<std::string_view, 4> names = {"lo0", "lo", "all", "ALL"};
    for (auto const line : lines_of(text)) {
        auto const words = words_of(line);
        if (words.size() == 2 && words[1] == "(skip)" && std::find(names.begin(), names.end(), words[0]) != names.end())
            return std::string(words[0]);
    }
    return std::nullopt;
}

std::size_t count_block_rules(std::string_view text) {
    auto const lines = lines_of(text);
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(), [](auto line) { return begins(words_of(line), {"block"}); }));
}

Result<PacketCounts> parse_labels(std::string_view text) {
    PacketCounts out;
    std::array<bool, 2> seen{};
    constexpr std::array<std::string_view, 2> labels = {incoming_label, outgoing_label};
    for (auto const line : lines_of(text)) {
        auto const words = words_of(line);
        auto const label = std::find(labels.begin(), labels.end(), words.empty() ? std::string_view() : words[0]);
        if (label == labels.end()) continue;
        auto const packets = words.size() > 3 ? number(words[2]) : std::nullopt;
        auto const bytes = words.size() > 3 ? number(words[3]) : std::nullopt;
        if (!packets || !bytes) {
            Failure f{errc::malformed_input, {}};
            f.diagnostics.stage = "read the firewall's counters";
            f.diagnostics.subject = "pfctl: " + std::string(line);
            f.diagnostics.expected = "a label, evaluations, packets and bytes";
            return f;
        }
        bool const incoming = label == labels.begin();
        seen[incoming ? 0 : 1] = true;
        (incoming ? out.incoming : out.outgoing) = *packets;
        (incoming ? out.incoming_bytes : out.outgoing_bytes) = *bytes;
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (seen[i]) continue;
        Failure f{errc::malformed_input, {}};
        f.diagnostics.stage = "read the firewall's counters";
        f.diagnostics.subject = "pfctl";
        f.diagnostics.expected = "the label " + std::string(labels[i]) + ": somebody else may have flushed the rules";
        return f;
    }
    return out;
}

std::vector<std::string> parse_addresses(std::string_view text) {
    std::vector<std::string> out;
    for (auto const line : lines_of(text)) {
        auto const words = words_of(line);
        if (words.size() >= 2 && words[0] == "inet") out.emplace_back(words[1]);
    }
    return out;
}

} // namespace wasmbench::net
