#include "progress.hpp"

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

} // namespace

void Progress::note(std::string_view subject, std::string_view text, TimePoint now) {
    auto const event = subject.substr(subject.rfind('.') + 1);
    auto const json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("data") || !json["data"].is_object()) return;
    auto const& data = json["data"];
    if (event == "component_scaled")
        set_once(data.value("max_instances", 0) > 0 ? component_started : component_stopped, now);
    else if (event == "linkdef_set") {
        set_once(link_set, now);
        link = data.dump();
    }
    else if (event == "provider_started")
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
