// What comes over NATS: the server's greeting, wadm's answers, the hosts' events. Whatever is of no interest
// changes nothing.

#include "answers.hpp"
#include "fuzz_target.hpp"
#include "nats_info.hpp"
#include "progress.hpp"

#include <array>

namespace {

using namespace wasmbench::fuzz;
using namespace wasmbench::adapters::wasmcloud;

constexpr std::array<std::string_view, 6> events = {"component_scaled", "linkdef_set", "provider_started",
    "provider_stopped", "provider_start_failed", "health_check_passed"};

void check_progress(std::string_view event, std::string_view text) {
    wasmbench::TimePoint const now(std::chrono::seconds(1));
    Progress p;
    p.note("wasmbus.evt.default." + std::string(event), text, now);
    int const changes = p.component_started.has_value() + p.component_stopped.has_value() +
                        p.link_set.has_value() + p.provider_started.has_value() +
                        p.provider_stopped.has_value() + p.failure.has_value();
    require(changes <= 1, "an event changes one thing");
    require(p.link_set.has_value() == !p.link.empty(), "a link that is set is known");
    require(p.link.size() <= 8 * text.size(), "a link is not much longer than its event");
    require(event != "health_check_passed" || !p.begun(), "what is of no interest changes nothing");
    auto const before = p;
    p.note("wasmbus.evt.default." + std::string(event), text, now + std::chrono::seconds(1));
    require(p.component_started == before.component_started &&
                p.provider_started == before.provider_started && p.link_set == before.link_set &&
                p.failure == before.failure,
        "what has happened keeps its moment");
}

void check_answers(std::string_view text) {
    require(!read_wadm_answer(text).message.empty(), "there is always something to say");
    to_string(read_wadm_status(text));
    require(!event_queue_in_words(text).empty(), "there is always something to say");
    if (auto const id = read_host_id(text, "default")) require(!id->empty(), "a host's id is not empty");
    is_empty_inventory(text);
    names_host(text, "NHOST");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Input in(data, size);
    auto const which = in.byte() % (events.size() + 2);
    if (which < events.size()) {
        check_progress(events[which], in.text());
    } else if (which == events.size()) {
        check_answers(in.text());
    } else if (auto const info = read_nats_info(in.text())) {
        auto const checked = check_nats(*info);
        require(!checked || at_least(info->version, nats_minimum), "a server that will do is new enough");
        require(at_least(info->version, info->version), "a version is not older than itself");
    }
    return 0;
}
