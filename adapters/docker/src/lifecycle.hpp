#pragma once

#include <string>
#include <vector>

namespace wasmbench::adapters::docker {

/// The steps of a container's life, without I/O: the driver performs what next() says, tells before that it
/// asks, and afterwards what came of it. From the moment the engine is asked to make something, it is owed to
/// be removed, whether or not an answer came: an engine that was cut off in mid-answer may still have made it.
///
/// A plain value; not thread-safe.
class Lifecycle {
public:
    enum class Step {
        build,
        create,
        start,
        run, ///< it has been started; nothing is to be done until end()
        remove_container,
        remove_image,
        finished ///< nothing is owed, or what is has been given up: see given_up()
    };
    /// What an answer to a removal means.
    enum class Removal { gone, again, hopeless };

    /// `builds`: the image is built, and so owned, by this life.
    explicit Lifecycle(bool builds)
        : step_(builds ? Step::build : Step::create) {}

    Step next() const noexcept { return step_; }

    void asked();     ///< of build, create, start
    void succeeded(); ///< of build, create, start
    /// From here on only removals follow. After a failure, a cancellation or the instance's end; may come at any
    /// time and twice.
    void end();

    /// The outcome of a removal. After `tries` answers of `again`, or one of `hopeless`, it is given up.
    void removal_answered(Removal outcome);

    /// The container runs, as far as is known: start was asked for and the end was not told.
    bool may_run() const noexcept { return start_asked_ && container_owed_; }
    bool owes_container() const noexcept { return container_owed_; }
    bool owes_image() const noexcept { return image_owed_; }

    /// What could not be removed: "container", "image".
    std::vector<std::string> const& given_up() const noexcept { return given_up_; }

    static constexpr unsigned tries = 20;

    /// Whether a removal that was answered with `status` has to be asked for again: 404 is gone already, 409 is
    /// being removed or still in use, 5xx may pass.
    static Removal judge(unsigned status) noexcept;

private:
    void next_removal();

    Step step_;
    bool container_owed_ = false;
    bool image_owed_ = false;
    bool start_asked_ = false;
    unsigned tried_ = 0;
    std::vector<std::string> given_up_;
};

} // namespace wasmbench::adapters::docker
