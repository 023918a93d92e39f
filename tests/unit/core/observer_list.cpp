#include <wasmbench/core/observer_list.hpp>

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <vector>

using namespace wasmbench;

namespace {

class Recorder final : public Observer {
public:
    Recorder(std::string name, std::vector<std::string>& heard)
        : name_(std::move(name))
        , heard_(heard) {}

    void session_starting(std::uint32_t trials) override { hear("starting " + std::to_string(trials)); }
    void trial_starting(RunKey const& k) override { hear("trial " + k.runtime); }
    void step(RunKey const&, std::string_view name) override { hear("step " + std::string(name)); }
    void instance_ready(RunKey const& k, Endpoint const&) override { hear("ready " + k.runtime); }
    void measured(Measurement const& m) override { hear("measured " + m.metric.name); }
    void state_observed(RunKey const&, Statefulness s) override {
        hear("state " + std::string(to_string(s)));
    }
    void skipped(RunKey const&, std::string_view reason) override { hear("skipped " + std::string(reason)); }
    void failed(RunKey const&, Failure const& f) override { hear("failed " + f.code.message()); }
    void discarded(RunKey const&, std::string_view reason) override { hear("discarded " + std::string(reason)); }
    void session_stopped(SessionStop const& s) override { hear("stopped " + std::string(to_string(s.reason))); }
    void trial_ended(RunKey const& k) override { hear("ended " + k.runtime); }
    void session_ended(bool interrupted) override { hear(interrupted ? "interrupted" : "done"); }

private:
    void hear(std::string const& event) { heard_.push_back(name_ + ": " + event); }
    std::string name_;
    std::vector<std::string>& heard_;
};

} // namespace

TEST_CASE("every observer of a list hears every event, in turn", "[core]") {
    std::vector<std::string> heard;
    Recorder first("1", heard), second("2", heard);
    ObserverList list{first, second};
    RunKey key;
    key.runtime = "native";
    Measurement m;
    m.metric.name = "start/ready";

    list.session_starting(3);
    list.trial_starting(key);
    list.step(key, "starting");
    list.instance_ready(key, HttpEndpoint{});
    list.measured(m);
    list.state_observed(key, Statefulness::mixed);
    list.skipped(key, "absent");
    list.failed(key, Failure{errc::wrong_answer, {}});
    list.discarded(key, "cache warm");
    list.trial_ended(key);
    list.session_stopped({StopReason::satisfied, 1, {}});
    list.session_ended(true);

    std::vector<std::string> expected;
    for (auto const* event : {"starting 3", "trial native", "step starting", "ready native", "measured start/ready",
             "state mixed", "skipped absent", "failed the answer was wrong", "discarded cache warm", "ended native",
             "stopped satisfied", "interrupted"})
        for (auto const* who : {"1: ", "2: "}) expected.push_back(std::string(who) + event);
    CHECK(heard == expected);
}
