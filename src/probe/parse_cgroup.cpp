#include "text.hpp"

#include <wasmbench/probe/parse_cgroup.hpp>

#include <algorithm>

namespace wasmbench::probe {
namespace {

// proc(5): blank, tab, line feed and backslash in a path are written as a backslash and three octal digits.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 3 < text.size()) {
            if (auto const code = detail::to_unsigned(text.substr(i + 1, 3), 8); code && *code < 256) {
                out += static_cast<char>(static_cast<unsigned char>(*code));
                i += 3;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> out;
    for (auto part : detail::split(text, ','))
        if (!part.empty()) out.emplace_back(part);
    return out;
}

} // namespace

std::optional<std::vector<CgroupMembership>> parse_cgroup_memberships(std::string_view text) {
    std::vector<CgroupMembership> out;
    while (auto line = detail::take_line(text)) {
        // hierarchy-ID:controller-list:cgroup-path; the path may hold colons.
        auto const first = line->find(':');
        auto const second = first == std::string_view::npos ? first : line->find(':', first + 1);
        if (second == std::string_view::npos || !detail::to_unsigned(line->substr(0, first)))
            return std::nullopt;
        auto const path = line->substr(second + 1);
        if (!path.starts_with('/')) return std::nullopt;
        out.push_back({listed(line->substr(first + 1, second - first - 1)), std::string(path)});
    }
    if (out.empty()) return std::nullopt;
    return out;
}

std::vector<CgroupMount> parse_cgroup_mounts(std::string_view text) {
    std::vector<CgroupMount> out;
    while (auto line = detail::take_line(text)) {
        auto const fields = detail::words(*line);
        // 36 35 98:0 /root /mount/point options [optional fields] - type source super-options
        auto const dash = std::find(fields.begin(), fields.end(), "-");
        if (fields.size() < 6 || fields.end() - dash < 4) continue;
        auto const type = dash[1];
        if (type != "cgroup" && type != "cgroup2") continue;
        CgroupMount mount{type == "cgroup2", {}, unescaped(fields[3]), unescaped(fields[4])};
        // In version 1 the super-options name the controllers, among "rw" and the like.
        if (!mount.version_2)
            for (auto& option : listed(dash[3]))
                if (option != "rw" && option != "ro") mount.controllers.push_back(std::move(option));
        out.push_back(std::move(mount));
    }
    return out;
}

std::optional<double> parse_cpu_max(std::string_view text) {
    auto const fields = detail::words(text);
    if (fields.size() != 2) return std::nullopt;
    auto const quota = detail::to_unsigned(fields[0]);
    auto const period = detail::to_unsigned(fields[1]);
    if (!quota || !period || *period == 0) return std::nullopt;
    return static_cast<double>(*quota) / static_cast<double>(*period);
}

} // namespace wasmbench::probe
