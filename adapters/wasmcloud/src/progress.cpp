#include "progress.hpp"

#include "json/nesting.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace wasmbench::adapters::wasmcloud {
namespace {

void set_once(std::optional<TimePoint>& at, TimePoint now) {
    if (!at) at = now;
}

// "wasmbus.evt.LATTICE.provider_start_failed" -> "provider start failed"
std::string in_words(std::string_view event) {
    std::string out(event);
    for (char& c : out)
        if (c == '_') c = ' ';
    return out;
}

// Whether a component is scaled to any instances at all; nullopt when what stands there is no whole number.
std::optional<bool> asks_for_instances(nlohmann::json const& data) {
    auto const it = data.find("max_instances");
    if (it == data.end()) return false;
    if (!it->is_number_integer()) return std::nullopt;
    return it->is_number_unsigned() && it->get<std::uint64_t>() > 0;
}

} // namespace

void Progress::note(std::string_view subject, std::string_view text, TimePoint now) {
    if (json::is_nested_deeper(text)) return; // a part of it is written back below
    auto const event = subject.substr(subject.rfind('.') + 1);
    auto const document = nlohmann::json::parse(text, nullptr, false);
    if (!document.is_object() || !document.contains("data") || !document["data"].is_object()) return;
    auto const& data = document["data"];
    if (event == "component_scaled") {
        if (auto const some = asks_for_instances(data))
            set_once(*some ? component_started : component_stopped, now);
    } else if (event == "linkdef_set") {
        set_once(link_set, now);
        link = data.dump();
    } else if (event == "provider_started")
        set_once(provider_started, now);
    else if (event == "provider_stopped")
        set_once(provider_stopped, now);
    else if (event.ends_with("_failed") && data.contains("error") && !failure)
        failure = in_words(event) + ": " +
                  (data["error"].is_string() ? data["error"].get<std::string>() : data["error"].dump());
}

std::optional<TimePoint> Progress::complete() const noexcept {
    if (!link_set || !provider_started) return std::nullopt;
    return std::max({*link_set, *provider_started, link_put_again.value_or(*link_set)});
}

std::optional<TimePoint> Progress::waiting_since() const noexcept {
    if (!ordered || failure || (component_started && link_set && provider_started)) return std::nullopt;
    auto last = *ordered;
    for (auto const& at : {ordered_again, component_started, link_set, provider_started})
        if (at) last = std::max(last, *at);
    return last;
}

void Progress::mark(Timeline& timeline) const {
    if (ordered_again) timeline.mark("deployed_again", *ordered_again);
    if (component_started) timeline.mark("component_started", *component_started);
    if (link_set) timeline.mark("link_set", *link_set);
    if (link_put_again) timeline.mark("link_put_again", *link_put_again);
    if (provider_started) timeline.mark("provider_started", *provider_started);
    if (component_started) timeline.ends(StartPhase::load, *component_started, "component");
    if (link_set && provider_started)
        timeline.part_ends(StartPhase::first_answer, std::max(*link_set, *provider_started), "provider");
}

} // namespace wasmbench::adapters::wasmcloud
