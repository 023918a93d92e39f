#include <wasmbench/selfcheck/stamp_workload.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace wasmbench::selfcheck {
namespace {

// Takes "NAME=N" off the front of `text`, with the space that may follow.
std::optional<TimePoint> take(std::string_view& text, std::string_view name) {
    if (!text.starts_with(name)) return std::nullopt;
    auto rest = text.substr(name.size());
    std::int64_t ns = 0;
    auto const [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), ns);
    if (error != std::errc{} || ns <= 0) return std::nullopt;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    if (rest.starts_with(' ')) rest.remove_prefix(1);
    text = rest;
    return TimePoint(std::chrono::nanoseconds(ns));
}

} // namespace

std::optional<Stamps> parse_stamps(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    auto const began = take(text, "began_ns=");
    auto const listening = began ? take(text, "listening_ns=") : std::nullopt;
    if (!listening) return std::nullopt;
    auto const answering = take(text, "answering_ns=");
    if (!text.empty()) return std::nullopt;
    return Stamps{*began, *listening, answering};
}

std::optional<Duration> readiness_error(Timeline const& timeline, Stamps const& truth) {
    auto const connecting = timeline.at(marks::connecting);
    auto const ready = timeline.at(marks::ready);
    if (!connecting || !ready || !truth.answering) return std::nullopt;
    // The kernel accepts from within listen(): a connection may be begun before its stamp.
    return std::max(Duration{}, *connecting - truth.listening) + (*ready - *truth.answering);
}

} // namespace wasmbench::selfcheck
