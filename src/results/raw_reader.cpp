#include "run_key_json.hpp"

#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/text_file.hpp>

#include <limits>

namespace wasmbench::results {
namespace {

using json::Problem;
using json::Value;
using What = decltype(Event::what);

constexpr char const* stage = "read the raw results";

std::optional<Statefulness> statefulness_from_string(std::string_view s) {
    for (auto x :
        {Statefulness::not_applicable, Statefulness::stateful, Statefulness::stateless, Statefulness::mixed})
        if (to_string(x) == s) return x;
    return std::nullopt;
}

/// nullopt for a moment that the clock cannot hold.
std::optional<TimePoint> time_after(std::int64_t origin_ns, std::int64_t ns) {
    using Limits = std::numeric_limits<std::int64_t>;
    if (ns >= 0 ? origin_ns > Limits::max() - ns : origin_ns < Limits::min() - ns) return std::nullopt;
    return TimePoint(std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(origin_ns + ns)));
}

TimePoint read_time(Value const& v, std::int64_t origin_ns) {
    auto const time = time_after(origin_ns, v.whole());
    if (!time) v.refuse("nanoseconds that, after the header's origin_ns, are within 64 bits");
    return *time;
}

std::optional<double> sample_value(nlohmann::json const& v) {
    if (v.is_number()) return v.get<double>();
    if (v.is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (v == "inf") return std::numeric_limits<double>::infinity();
    if (v == "-inf") return -std::numeric_limits<double>::infinity();
    return std::nullopt;
}

/// Written against the bare JSON: files hold millions of samples, and a path for each is only needed when one
/// is bad.
std::vector<Sample> read_samples(Value const& list, std::int64_t origin_ns) {
    if (!list.raw().is_array()) list.refuse("a list");
    std::vector<Sample> out;
    out.reserve(list.raw().size());
    for (auto const& pair : list.raw()) {
        bool const shape = pair.is_array() && pair.size() == 2 && pair[0].is_number_integer();
        auto const time = shape ? time_after(origin_ns, pair[0].get<std::int64_t>()) : std::nullopt;
        auto const value = shape ? sample_value(pair[1]) : std::nullopt;
        if (!time || !value)
            throw Problem{list.where() + "/" + std::to_string(out.size()),
                wasmbench::detail::last_line(pair.dump()),
                "[nanoseconds, value] with a whole number and a number, null, \"inf\" or \"-inf\""};
        out.push_back({*time, *value});
    }
    return out;
}

Measurement read_measurement(Value const& v, std::int64_t origin_ns) {
    Measurement m;
    m.key = read_key(v.at("key"));
    m.phase = v.at("phase").choice(phase_from_string, "prepare, start, warmup, measure, stop");
    m.metric.name = v.at("metric").non_empty_text();
    m.metric.unit = v.at("unit").choice(unit_from_string, "s, B, 1, ratio, 1/s");
    m.samples = read_samples(v.at("samples"), origin_ns);
    return m;
}

RowDescribed read_row(Value const& v) {
    RowDescribed row{read_key(v.at("key")), {}};
    for (auto const& sentence : v.at("fairness").elements()) row.fairness.push_back(sentence.text());
    return row;
}

Failed read_failure(Value const& v) {
    Failed f;
    f.key = read_key(v.at("key"));
    f.category = v.at("category").text();
    f.code = static_cast<int>(v.at("code").whole());
    f.line = v.at("line").text();
    auto const d = v.at("diagnostics");
    f.diagnostics.stage = d.at("stage").text();
    f.diagnostics.subject = d.at("subject").text();
    f.diagnostics.command = d.at("command").text();
    f.diagnostics.exit = d.at("exit").text();
    f.diagnostics.stderr_tail = d.at("stderr_tail").text();
    f.diagnostics.expected = d.at("expected").text();
    f.diagnostics.remedy = d.at("remedy").text();
    return f;
}

SessionStarting read_start(Value const& v) {
    SessionStarting start{v.at("trials").count<std::uint32_t>()};
    if (auto const mark = v.find("children")) start.children = mark->text();
    if (auto const time = v.find("resumed_at")) start.resumed_at = time->text();
    return start;
}

SessionStop read_stop(Value const& v) {
    SessionStop stop;
    stop.reason =
        v.at("reason").choice(stop_reason_from_string, "all-blocks, satisfied, most-blocks, most-seconds");
    stop.blocks = v.at("blocks").count<std::uint32_t>();
    auto const rows = v.at("rows");
    for (auto const& row : rows.elements()) {
        auto& r = stop.rows.emplace_back();
        r.key = read_key(row.at("key"));
        r.satisfied = row.at("satisfied").boolean();
        r.values = row.at("values").count<std::uint32_t>();
        auto const width = row.find("relative_half_width");
        if (!width) continue;
        r.relative_half_width = sample_value(width->raw());
        if (!r.relative_half_width) width->refuse("a number, null, \"inf\" or \"-inf\"");
    }
    return stop;
}

What read_what(Value const& v, std::int64_t origin_ns) {
    auto const field = v.at("type");
    auto const type = field.text();
    if (type == "measured") return read_measurement(v, origin_ns);
    if (type == "row") return read_row(v);
    if (type == "session_starting") return read_start(v);
    if (type == "trial_starting") return TrialStarting{read_key(v.at("key"))};
    if (type == "instance_ready") return InstanceReady{read_key(v.at("key")), v.at("endpoint").text()};
    if (type == "command_run") return CommandRun{read_key(v.at("key")), v.at("command").non_empty_text()};
    if (type == "not_measured")
        return NotMeasured{read_key(v.at("key")), v.at("metric").non_empty_text(), v.at("reason").text()};
    if (type == "state_observed")
        return StateObserved{read_key(v.at("key")),
            v.at("state").choice(statefulness_from_string, "-, stateful, stateless, mixed")};
    if (type == "skipped") return Skipped{read_key(v.at("key")), v.at("reason").text()};
    if (type == "failed") return read_failure(v);
    if (type == "discarded") return Discarded{read_key(v.at("key")), v.at("reason").text()};
    if (type == "session_stopped") return read_stop(v);
    if (type == "trial_ended") return TrialEnded{read_key(v.at("key"))};
    if (type == "session_ended") return SessionEnded{v.at("interrupted").boolean()};
    throw Problem{field.where(), "\"" + type + "\"",
        "one of row, session_starting, trial_starting, instance_ready, measured, not_measured, command_run, "
        "state_observed, "
        "skipped, failed, discarded, trial_ended, session_stopped, session_ended"};
}

Header read_header(Value const& v) {
    auto const type = v.at("type");
    if (type.text() != "header")
        throw Problem{type.where(), "\"" + type.text() + "\"", "\"header\" in the first line"};
    Header h;
    h.schema = json::read_schema(v);
    h.library = v.at("library").text();
    h.started_at = v.at("started_at").text();
    h.origin_ns = v.at("origin_ns").whole();
    return h;
}

std::string line_name(std::string const& source, std::size_t number) {
    return (source.empty() ? "" : source + " ") + "line " + std::to_string(number);
}

} // namespace

Result<Records> read_raw_text(std::string_view text, std::string const& source) {
    Records records;
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        auto const end = text.find('\n');
        if (end == std::string_view::npos) {
            records.torn = TornLine{number, std::string(text)};
            break;
        }
        auto const line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (number == 1) {
            auto header = json::read_strictly(line, stage, line_name(source, number), read_header);
            if (!header) return header.error();
            records.header = *header;
            continue;
        }
        auto event = json::read_strictly(line, stage, line_name(source, number), [&](Value const& v) {
            auto const origin = records.header.origin_ns;
            return Event{read_time(v.at("at"), origin), read_what(v, origin)};
        });
        if (!event) return event.error();
        records.events.push_back(std::move(*event));
    }
    if (number == 0 || (number == 1 && records.torn))
        return json::to_failure({"", "no whole line", "a header in the first line"}, stage, source);
    return records;
}

Result<Records> read_raw(std::filesystem::path const& file) {
    auto text = read_text_file(file);
    if (!text) return text.error();
    return read_raw_text(*text, file.string());
}

} // namespace wasmbench::results
