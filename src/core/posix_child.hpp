#pragma once

#include "output_capture.hpp"

#include <wasmbench/core/launcher.hpp>

#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>
#include <optional>
#include <string>

namespace wasmbench::detail {

/// What a spawn left in our hands.
struct Spawned {
    ProcessIdentity identity;
    TimePoint launched_at;
    TimePoint spawned_at;
    asio::posix::stream_descriptor exit_watch;
    std::shared_ptr<OutputCapture> out;
    std::shared_ptr<OutputCapture> err;
    std::string owner_entry; ///< "WASMBENCH_OWNER=..." in the environment of the child and its descendants
};

/// A child started by posix_spawn as the leader of a process group of its own.
class PosixChild final : public Child {
public:
    explicit PosixChild(Spawned spawned);
    ~PosixChild() override;

    ProcessIdentity const& identity() const noexcept override;
    TimePoint launched_at() const noexcept override;
    TimePoint spawned_at() const noexcept override;
    std::optional<ExitReport> exited() const override;
    std::string output() const override;
    std::string error_output() const override;
    error_code signal(int number) override;
    std::vector<ProcessIdentity> kill_tree() override;

private:
    struct State;
    void do_wait(asio::any_completion_handler<void(error_code, ExitReport)>) override;

    std::shared_ptr<State> state_;
};

} // namespace wasmbench::detail
