// The reader of plans: an accepted one is written and read again without a change, a refused one has its
// place and reason.

#include "fuzz_target.hpp"

#include <wasmbench/plan/plan.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace wasmbench::fuzz;
    using namespace wasmbench::plan;
    auto const text = Input(data, size).text();
    auto const plan = plan_from_json(text, "fuzzed");
    if (!plan) {
        auto const& f = plan.error();
        require(f.code == wasmbench::errc::malformed_input, "a refusal is malformed input");
        require(f.diagnostics.subject.starts_with("fuzzed") && !f.diagnostics.expected.empty(),
            "a refusal says where and what");
        require(to_line(f).size() < 8 * text.size() + 1000, "a refusal is not much longer than its input");
        return 0;
    }
    require(!plan->rows.empty() && plan->blocks >= 1 && plan->blocks * plan->rows.size() <= max_trials,
        "a plan has at least one trial and not too many");
    require(!plan->name.empty() && plan->name.find('/') == std::string::npos && plan->name.front() != '.',
        "a plan's name is a folder's");
    auto const written = to_json_text(*plan);
    auto const again = plan_from_json(written, "written");
    require(again && *again == *plan, "what is written is read again as it was");
    require(to_json_text(*again) == written, "it is written again as it was");
    return 0;
}
