#pragma once

#include <wasmbench/core/launcher.hpp>
#include <wasmbench/probe/control_group.hpp>

namespace wasmbench::probe {

/// A Launcher whose children, and all of theirs, are in a control group from their first instruction on.
///
/// Where the group is entered by threads, each launch is made from a thread of its own, so that nothing of the
/// harness is in the group but that thread; else the harness is inside for as long as the launch takes. Costs
/// some 100 us to milliseconds a launch, before Child::launched_at().
///
/// Lifetime: the inner launcher and the group must outlive it. Thread safety: that of the inner launcher.
class GroupedLauncher final : public Launcher {
public:
    /// Both must outlive it.
    GroupedLauncher(Launcher& inner, ControlGroup& group)
        : inner_(inner)
        , group_(group) {}

    /// As the inner launcher. Where the group cannot be entered the child is launched outside and entered() is
    /// false from then on.
    Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) override;

    /// Whether something was launched, and all of it inside.
    bool entered() const noexcept { return launched_ != 0 && !problem_; }

    /// Why one was launched outside.
    error_code problem() const noexcept { return problem_; }

private:
    Launcher& inner_;
    ControlGroup& group_;
    unsigned launched_ = 0;
    error_code problem_;
};

} // namespace wasmbench::probe
