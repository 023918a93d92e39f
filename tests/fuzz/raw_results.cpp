// The reader of raw.jsonl: a file that was cut off is its beginning, and a changed one is refused as a whole.

#include "fuzz_target.hpp"

#include <wasmbench/results/raw_reader.hpp>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::results;

auto lines_in(std::string_view text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

void check_refusal(wasmbench::Failure const& f, std::string_view text) {
    require(f.code == wasmbench::errc::malformed_input, "a refusal is malformed input");
    require(f.diagnostics.subject.starts_with("fuzzed") && !f.diagnostics.expected.empty(),
        "a refusal says where and what");
    require(to_line(f).size() < 8 * text.size() + 1000, "a refusal is not much longer than its input");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Input in(data, size);
    auto const cut_at = in.number(2);
    auto const text = in.text();
    auto const whole = read_raw_text(text, "fuzzed");
    if (!whole) {
        check_refusal(whole.error(), text);
        return 0;
    }
    require(whole->events.size() + 1 == lines_in(text), "each whole line is an event");
    require(whole->torn.has_value() == !text.ends_with('\n'), "a line without an end is torn");
    if (whole->torn) {
        require(text.ends_with(whole->torn->text) && whole->torn->number == lines_in(text) + 1,
            "a torn line is kept as it was");
    }

    auto const cut = text.substr(0, cut_at % (text.size() + 1));
    auto const begin = read_raw_text(cut, "fuzzed");
    require(begin.has_value() == (lines_in(cut) > 0), "what was cut off is read up to the cut");
    if (!begin) return 0;
    require(begin->header == whole->header && begin->events.size() + 1 == lines_in(cut),
        "what is before the cut is as it was");
    for (std::size_t i = 0; i < begin->events.size(); ++i)
        require(begin->events[i].at == whole->events[i].at &&
                    begin->events[i].what.index() == whole->events[i].what.index(),
            "events before the cut are as they were");
    return 0;
}
