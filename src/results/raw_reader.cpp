#include "chain.hpp"
#include "record_order.hpp"
#include "run_key_json.hpp"

#include <wasmbench/results/raw_reader.hpp>
#include <wasmbench/results/text_file.hpp>

#include <fmt/format.h>

#include <algorithm>
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

/// 36 years. Larger ones, which no clock shows, could overflow when they are added or subtracted.
constexpr std::int64_t most_ns = std::int64_t(1) << 60;

bool is_time(nlohmann::json const& v) {
    if (v.is_number_unsigned()) return v.get<std::uint64_t>() <= static_cast<std::uint64_t>(most_ns);
    return v.is_number_integer() && v.get<std::int64_t>() >= -most_ns;
}

std::int64_t read_time(Value const& v) {
    if (!is_time(v.raw())) v.refuse(fmt::format("a whole number of nanoseconds, from {} to {}", -most_ns, most_ns));
    return v.raw().get<std::int64_t>();
}

TimePoint time_after(std::int64_t origin_ns, std::int64_t ns) {
    return TimePoint(std::chrono::duration_cast<Duration>(std::chrono::nanoseconds(origin_ns + ns)));
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
        bool const shape = pair.is_array() && pair.size() == 2 && is_time(pair[0]);
        auto const value = shape ? sample_value(pair[1]) : std::nullopt;
        if (!value)
            throw Problem{list.where() + "/" + std::to_string(out.size()), wasmbench::detail::last_line(pair.dump()),
                "[nanoseconds, value] with a whole number and a number, null, \"inf\" or \"-inf\""};
        out.push_back({time_after(origin_ns, pair[0].get<std::int64_t>()), *value});
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
    stop.reason = v.at("reason").choice(
        stop_reason_from_string, "all-blocks, satisfied, most-blocks, most-seconds");
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
        "one of row, session_starting, trial_starting, instance_ready, measured, not_measured, command_run, state_observed, "
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
    h.origin_ns = read_time(v.at("origin_ns"));
    if (auto const chain = v.find("chain")) {
        h.chain = chain->text();
        if (h.chain != chain_name)
            throw Problem{chain->where(), "\"" + h.chain + "\"",
                fmt::format("\"{}\", the only chain that wasmbench {} knows: read it with the release that wrote it", chain_name, version)};
    }
    return h;
}

std::string line_name(std::string const& source, std::size_t number) {
    return (source.empty() ? "" : source + " ") + "line " + std::to_string(number);
}

/// More than a writer makes of most_samples_in_a_line; the parser needs some 20 times as much memory.
constexpr std::size_t most_line_bytes = std::size_t(64) << 20;

/// Reads the lines of one text, one after the other.
class LineReader {
public:
    LineReader(std::string_view text, std::string const& source)
        : rest_(text)
        , source_(source) {}

    Result<Records> read() {
        if (auto header = take_header(); !header) return header.error();
        while (!rest_.empty()) {
            auto taken = take_event();
            if (!taken) return with_what_is_intact(std::move(taken).error());
            if (!*taken) break;
        }
        return std::move(records_);
    }

private:
    bool chained() const { return !records_.header.chain.empty(); }
    std::string name() const { return line_name(source_, number_); }
    bool has_whole_line() const { return rest_.find('\n') != std::string_view::npos; }
    std::string_view line() const { return rest_.substr(0, rest_.find('\n')); }

    void pass() {
        if (chained()) check_ = take_apart(line())->check;
        rest_.remove_prefix(line().size() + 1);
    }

    Result<void> take_header() {
        if (!has_whole_line()) return json::to_failure({"", "no whole line", "a header in the first line"}, stage, source_);
        if (line().size() > most_line_bytes) return too_long();
        auto header = json::read_strictly(line(), stage, name(), read_header);
        if (!header) return header.error();
        records_.header = *header;
        if (chained() && !follows("", line())) return broken();
        pass();
        return {};
    }

    /// Whether there was one, not a torn end.
    Result<bool> take_event() {
        ++number_;
        if (!has_whole_line() || (chained() && !follows(check_, line()))) {
            if (!is_torn()) return broken();
            records_.torn = TornLine{number_, std::string(rest_)};
            return false;
        }
        if (line().size() > most_line_bytes) return too_long();
        auto event = json::read_strictly(line(), stage, name(), [&](Value const& v) {
            auto const origin = records_.header.origin_ns;
            Event out{time_after(origin, read_time(v.at("at"))), read_what(v, origin)};
            if (auto fault = order_.next(out)) throw Problem{"", std::move(fault->found), std::move(fault->expected)};
            return out;
        });
        if (!event) return event.error();
        records_.events.push_back(std::move(*event));
        pass();
        return true;
    }

    /// Of a line that is no whole line of the chain: whether it can be where the power failed. It cannot when it is whole in
    /// itself, or when something is behind it before which the file was synchronised.
    bool is_torn() const {
        if (!has_whole_line()) return true;
        if (take_apart(line()) && nlohmann::json::accept(line())) return false;
        auto rest = rest_;
        std::string_view previous;
        for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
            auto const at = rest.substr(0, end);
            rest.remove_prefix(end + 1);
            bool const settles = at.starts_with(R"({"type":"trial_ended")") || at.starts_with(R"({"type":"session_ended")");
            if (settles && !previous.empty() && follows(previous, at)) return false;
            auto const parts = take_apart(at);
            previous = parts ? parts->check : std::string_view();
        }
        return true;
    }

    Failure broken() const {
        auto const parts = take_apart(line());
        Problem p;
        p.found = parts ? fmt::format("one with the check {}: it was changed, or lines before it were changed, taken out, put in or moved",
                              parts->check)
                        : "one without a check at its end";
        p.expected = parts ? fmt::format("a line with the check {}", check_of(check_, parts->bytes)) : "a line that ends in its check";
        return json::to_failure(p, stage, name());
    }

    Failure too_long() const {
        return json::to_failure({"", fmt::format("{} MiB", line().size() >> 20), fmt::format("a line of at most {} MiB", most_line_bytes >> 20)},
            stage, name());
    }

    Failure with_what_is_intact(Failure f) const {
        auto const trials = std::count_if(records_.events.begin(), records_.events.end(),
            [](Event const& e) { return std::holds_alternative<TrialEnded>(e.what); });
        f.diagnostics.remedy = fmt::format("lines 1 to {} are intact and hold {} whole trials: a copy of the folder in which raw.jsonl is no "
                                           "more than them (head -n {}) is a campaign that was cut short",
            number_ - 1, trials, number_ - 1);
        return f;
    }

    std::string_view rest_; ///< from the line that is looked at
    std::string const& source_;
    std::size_t number_ = 1;
    std::string check_; ///< of the line before, in a file with a chain
    RecordOrder order_;
    Records records_;
};

} // namespace

Result<Records> read_raw_text(std::string_view text, std::string const& source) {
    return LineReader(text, source).read();
}

Result<Records> read_raw(std::filesystem::path const& file) {
    auto text = read_untrusted_file(file, most_raw_bytes);
    if (!text) return text.error();
    return read_raw_text(*text, file.string());
}

} // namespace wasmbench::results
