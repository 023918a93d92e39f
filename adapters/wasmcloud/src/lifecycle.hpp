#pragma once

#include <array>
#include <cstddef>

namespace wasmbench::adapters::wasmcloud {

/// The processes of a lattice that the harness starts, in that order. (The provider is the host's child.)
enum class Daemon { nats, wadm, host };

/// The steps of a lattice's life, without I/O: the driver performs what next() says, tells before that it
/// begins, and afterwards that it is done. What was begun is owed to be undone, whether or not it was done.
///
/// A plain value; not thread-safe.
class Lifecycle {
public:
    enum class Step {
        start_nats,
        await_nats, ///< it answers, and is ours and new enough
        start_wadm,
        await_wadm, ///< its API answers
        start_host,
        await_host, ///< it answers, and wadm knows it
        deploy,
        await_answer,
        run, ///< everything is up; nothing is to be done until end()
        undeploy,
        stop_host,
        stop_wadm,
        stop_nats,
        remove_folder,
        finished
    };

    Step next() const noexcept { return step_; }

    void begun(); ///< of a step that starts or deploys something
    void done();  ///< of any step

    /// From here on only undoing follows. May come at any time and twice.
    void end();

    /// A process has ended by itself: what needs it is no longer owed.
    void lost(Daemon) noexcept;

    bool started(Daemon d) const noexcept { return started_[index(d)]; }
    bool deployed() const noexcept { return deployed_; }

private:
    static std::size_t index(Daemon d) noexcept { return static_cast<std::size_t>(d); }
    bool undoing() const noexcept { return step_ >= Step::undeploy; }
    bool owed(Step) const noexcept;
    void undo_from(Step) noexcept;

    Step step_ = Step::start_nats;
    std::array<bool, 3> started_{};
    std::array<bool, 3> lost_{};
    bool deployed_ = false;
};

} // namespace wasmbench::adapters::wasmcloud
