#include "host_report.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>

namespace wasmbench::adapters::sightglass {
namespace {

constexpr std::array<std::string_view, 6> steps = {
    "engine_loaded", "engine_created", "compiled", "instantiated", "executed", "freed"};

Failure malformed(std::string_view line, std::string expected) {
    Diagnostics d;
    d.stage = "read the moments of the run";
    d.subject = line;
    d.expected = std::move(expected);
    return {errc::malformed_input, std::move(d)};
}

bool is_name(std::string_view s) {
    return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

TimePoint const* find(std::vector<Mark> const& moments, std::string_view name) {
    for (auto const& m : moments)
        if (m.name == name) return &m.at;
    return nullptr;
}

} // namespace

Result<std::vector<Mark>> parse_host_report(std::string_view text) {
    std::vector<Mark> out;
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        auto const blank = line.find(' ');
        std::int64_t ns = 0;
        auto const number = line.substr(std::min(blank, line.size()) + (blank == line.npos ? 0 : 1));
        auto const [end, error] = std::from_chars(number.data(), number.data() + number.size(), ns);
        if (blank == line.npos || !is_name(line.substr(0, blank)) || error != std::errc{} ||
            end != number.data() + number.size() || ns < 0)
            return malformed(line, "a name and nanoseconds");
        out.push_back({std::string(line.substr(0, blank)), TimePoint(std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(ns)))});
    }
    for (auto const step : steps)
        if (!find(out, step)) return malformed({}, "the moment " + std::string(step));
    return out;
}

void add_moments(std::vector<Mark> const& moments, Timeline& timeline) {
    for (auto const& m : moments) timeline.mark(m.name, m.at);
    auto const border = [&](std::string_view mark, StartPhase phase) {
        if (auto const at = timeline.at(mark)) timeline.ends(phase, *at);
    };
    border("engine_created", StartPhase::engine_start);
    border("compiled", StartPhase::load);
    border("instantiated", StartPhase::instantiate);
    // What is left of the start then is freeing and the end of the process.
    if (auto const at = timeline.at("executed")) timeline.part_ends(StartPhase::first_answer, *at, "execute");
}

} // namespace wasmbench::adapters::sightglass
