#pragma once

#include <wasmbench/core/workload.hpp>
#include <wasmbench/testing/runtime_contract.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace wasmbench::testing {

/// The program wasmbench-test-target in one of its modes (src/testing/target.cpp lists them), as a workload. It stands in
/// for what a runtime would run, so that an adapter is tested with no runtime installed.
///
/// Thread safety: as Workload, once `artifacts` and `store` are set.
class StandIn : public Workload {
public:
    /// Whether it listens and answers, or runs once.
    enum class Kind { service, program };

    /// `program` is the path of wasmbench-test-target (CMake: $<TARGET_FILE:wasmbench::test_target>); its links, one for
    /// each mode, are beside it.
    StandIn(Kind kind, std::string mode, std::filesystem::path const& program)
        : kind_(kind)
        , mode_(std::move(mode)) {
        artifacts["native"] = program.string() + "-" + mode_;
    }

    using Artifacts = std::map<std::string, std::filesystem::path, std::less<>>;

    /// Named `name`, with these artifacts only.
    StandIn(Kind kind, std::string name, Artifacts only)
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
struct StandIns {
    using Kind = StandIn::Kind;

    /// `program`: as StandIn has it.
    explicit StandIns(std::filesystem::path const& program);

    StandIn service, never_listens, never_answers, wrong_answer, dies_early, ignores_term, forks;
    StandIn program, failing_program, hanging_program;
    StandIn missing; ///< of both kinds of artifact

    /// Gives every workload a file in `folder` as its artifact for `target` ("wasm32-wasi", "wasi-http"), of which there is
    /// none in the case of `missing`. It begins as a module or a component does; behind these eight bytes is the name of the
    /// mode, which a fake of the runtime's program reads there to become the target: `exec "$target" "$(tail -c +9 "$file")"`.
    void write_wasm(std::string const& target, std::filesystem::path const& folder);

    /// All of them, to be checked with the runtime that `make` makes. Those that it cannot run are set to null afterwards.
    ContractSubject subject(std::function<std::unique_ptr<Runtime>()> make) const;
};

} // namespace wasmbench::testing
