#pragma once

#include <support/paths.hpp>
#include <wasmbench/core/workload.hpp>
#include <wasmbench/testing/runtime_contract.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <utility>

namespace wasmbench::tests {

/// The test target (tests/support/target.cpp) in one of its modes, as a workload.
class TargetWorkload final : public Workload {
public:
    enum class Kind { service, program };

    TargetWorkload(Kind kind, std::string mode)
        : kind_(kind)
        , mode_(std::move(mode)) {
        artifacts["native"] = wasmbench::support::test_target() + "-" + mode_;
    }

    using Artifacts = std::map<std::string, std::filesystem::path, std::less<>>;

    /// Named `name`, with these artifacts only.
    TargetWorkload(Kind kind, std::string name, Artifacts only)
        : artifacts(std::move(only))
        , kind_(kind)
        , mode_(std::move(name)) {}

    /// By target. "native" is set; a test may add others.
    Artifacts artifacts;
    bool store = false; ///< whether it needs a store beside it, which the target itself does not

    std::string_view name() const noexcept override { return mode_; }
    std::string_view endpoint() const noexcept override { return kind_ == Kind::service ? "/" : ""; }
    Capabilities needs() const noexcept override {
        auto const kind = kind_ == Kind::service ? Capability::http : Capability::command;
        return store ? Capabilities{kind, Capability::store} : Capabilities{kind};
    }
    std::optional<std::filesystem::path> artifact(std::string_view target) const override {
        auto const it = artifacts.find(target);
        return it == artifacts.end() ? std::nullopt : std::optional(it->second);
    }
    Request request(std::uint64_t) const override { return {}; }
    bool answers(Request const&, std::string_view response) const override {
        return response == "target answers\n";
    }
    std::string expected() const override { return "\"target answers\""; }

private:
    Kind kind_;
    std::string mode_;
};

/// A workload of each kind that the runtime contract asks for. Must outlive the check.
struct TargetWorkloads {
    using Kind = TargetWorkload::Kind;
    TargetWorkload service{Kind::service, "serve"};
    TargetWorkload never_listens{Kind::service, "never-listen"};
    TargetWorkload never_answers{Kind::service, "never-ready"};
    TargetWorkload wrong_answer{Kind::service, "wrong-answer"};
    TargetWorkload dies_early{Kind::service, "die-early"};
    TargetWorkload ignores_term{Kind::service, "ignore-term"};
    TargetWorkload forks{Kind::service, "fork-child"};
    TargetWorkload program{Kind::program, "print"};
    TargetWorkload failing_program{Kind::program, "fail"};
    TargetWorkload hanging_program{Kind::program, "hang"};
    TargetWorkload missing{Kind::service, "no-such-mode"};

    /// All of them, to be checked with the runtime that `make` makes.
    testing::ContractSubject subject(std::function<std::unique_ptr<Runtime>()> make) const {
        testing::ContractSubject s;
        s.make = std::move(make);
        s.service = &service;
        s.never_listens = &never_listens;
        s.never_answers = &never_answers;
        s.wrong_answer = &wrong_answer;
        s.dies_early = &dies_early;
        s.ignores_term = &ignores_term;
        s.forks = &forks;
        s.program = &program;
        s.failing_program = &failing_program;
        s.hanging_program = &hanging_program;
        s.missing = &missing;
        s.last_words = "these are the target's last words";
        return s;
    }
};

} // namespace wasmbench::tests
