#include <wasmbench/core/ledger.hpp>

#include <algorithm>
#include <tuple>

namespace wasmbench {
namespace {

// Adds entries one after the other, cut to what is still free.
class Filling {
public:
    Filling(TimePoint begin, TimePoint end)
        : cursor_(begin)
        , end_(std::max(begin, end)) {
        ledger_.wall = ledger_.unattributed = end_ - begin;
    }

    void add(std::string name, TimePoint begin, TimePoint end) {
        begin = std::max(begin, cursor_);
        end = std::min(end, end_);
        if (end <= begin) return;
        auto& entries = ledger_.entries;
        if (!entries.empty() && entries.back().name == name && entries.back().end == begin)
            entries.back().end = end;
        else
            entries.push_back({std::move(name), begin, end});
        ledger_.unattributed -= end - begin;
        cursor_ = end;
    }

    Ledger take() { return std::move(ledger_); }

private:
    TimePoint cursor_;
    TimePoint end_;
    Ledger ledger_;
};

auto place(Border const& b) {
    return std::tuple(b.phase, b.whole);
}

// The borders in the order of the phases, and of time. Of two that contradict each other the earlier is
// dropped and the other one moved to the later time: by then both were over.
std::vector<Border> in_order(std::vector<Border> borders) {
    std::stable_sort(borders.begin(), borders.end(), [](Border const& a, Border const& b) {
        // Stretches of one phase are in the order in which they ended.
        return place(a) == place(b) ? a.at < b.at : place(a) < place(b);
    });
    std::vector<Border> out;
    for (auto& b : borders) {
        while (!out.empty() && out.back().at > b.at) {
            b.at = out.back().at;
            b.stretch.clear();
            out.pop_back();
        }
        out.push_back(std::move(b));
    }
    return out;
}

std::vector<Border> borders_of(Timeline const& start) {
    auto borders = start.borders();
    if (borders.empty())
        if (auto const spawned = start.at(marks::spawned))
            borders.push_back({StartPhase::spawn, true, {}, *spawned});
    if (auto const ready = start.at(marks::ready)) {
        std::erase_if(borders, [&](Border const& b) { return b.at > *ready; });
        borders.push_back({StartPhase::first_answer, true, {}, *ready});
    }
    return in_order(std::move(borders));
}

// "engine_start+load", from the first phase that was not over to the last that `border` tells of.
std::string name_of(StartPhase first, Border const& border) {
    std::string name;
    for (auto const phase : all_start_phases)
        if (phase >= first && phase <= border.phase)
            name += (name.empty() ? "" : "+") + std::string(to_string(phase));
    if (!border.stretch.empty()) name += ":" + border.stretch;
    return name;
}

void add_start(Filling& filling, TimePoint begin, Timeline const& start) {
    auto const launch = start.at(marks::launch);
    if (!launch) return;
    filling.add("setup", begin, *launch);
    auto from = *launch;
    auto first = StartPhase::spawn;
    bool over = false; // all phases
    for (auto const& border : borders_of(start)) {
        if (!over) filling.add(name_of(first, border), from, border.at);
        from = border.at;
        if (!border.whole) continue;
        over = border.phase == StartPhase::first_answer;
        if (!over) first = static_cast<StartPhase>(static_cast<int>(border.phase) + 1);
    }
}

} // namespace

Ledger make_ledger(TimePoint begin, Timeline const& start, std::span<Span const> later, TimePoint end) {
    Filling filling(begin, end);
    add_start(filling, begin, start);
    for (auto const& span : later) filling.add(span.name, span.begin, span.end);
    return filling.take();
}

} // namespace wasmbench
