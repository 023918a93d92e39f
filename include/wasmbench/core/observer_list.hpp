#pragma once

#include <wasmbench/core/observer.hpp>

#include <functional>
#include <initializer_list>
#include <vector>

namespace wasmbench {

/// Passes every event on to several observers, in the order in which they were given. They must outlive the list. An
/// exception of one ends the event: those after it do not hear of it.
class ObserverList final : public Observer {
public:
    /// Of these, which must outlive it.
    ObserverList(std::initializer_list<std::reference_wrapper<Observer>> observers)
        : observers_(observers) {}

    /// One more, behind the others.
    void add(Observer& observer) { observers_.emplace_back(observer); }

    void session_starting(std::uint32_t trials) override {
        for (Observer& o : observers_) o.session_starting(trials);
    }
    void session_resumed(std::uint32_t done) override {
        for (Observer& o : observers_) o.session_resumed(done);
    }
    void trial_starting(RunKey const& key) override {
        for (Observer& o : observers_) o.trial_starting(key);
    }
    void step(RunKey const& key, std::string_view name) override {
        for (Observer& o : observers_) o.step(key, name);
    }
    void instance_ready(RunKey const& key, Endpoint const& endpoint) override {
        for (Observer& o : observers_) o.instance_ready(key, endpoint);
    }
    void measured(Measurement const& m) override {
        for (Observer& o : observers_) o.measured(m);
    }
    void not_measured(RunKey const& key, std::string_view metric, std::string_view reason) override {
        for (Observer& o : observers_) o.not_measured(key, metric, reason);
    }
    void command_run(RunKey const& key, std::string_view command) override {
        for (Observer& o : observers_) o.command_run(key, command);
    }
    void state_observed(RunKey const& key, Statefulness s) override {
        for (Observer& o : observers_) o.state_observed(key, s);
    }
    void skipped(RunKey const& key, std::string_view reason) override {
        for (Observer& o : observers_) o.skipped(key, reason);
    }
    void failed(RunKey const& key, Failure const& f) override {
        for (Observer& o : observers_) o.failed(key, f);
    }
    void discarded(RunKey const& key, std::string_view reason) override {
        for (Observer& o : observers_) o.discarded(key, reason);
    }
    void trial_ended(RunKey const& key) override {
        for (Observer& o : observers_) o.trial_ended(key);
    }
    void session_stopped(SessionStop const& stop) override {
        for (Observer& o : observers_) o.session_stopped(stop);
    }
    void session_ended(bool interrupted) override {
        for (Observer& o : observers_) o.session_ended(interrupted);
    }

private:
    std::vector<std::reference_wrapper<Observer>> observers_;
};

} // namespace wasmbench
