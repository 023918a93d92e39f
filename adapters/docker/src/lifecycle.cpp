#include "lifecycle.hpp"

namespace wasmbench::adapters::docker {

void Lifecycle::asked() {
    if (step_ == Step::build) image_owed_ = true;
    if (step_ == Step::create) container_owed_ = true;
    if (step_ == Step::start) start_asked_ = true;
}

void Lifecycle::succeeded() {
    if (step_ == Step::build)
        step_ = Step::create;
    else if (step_ == Step::create)
        step_ = Step::start;
    else if (step_ == Step::start)
        step_ = Step::run;
}

void Lifecycle::end() {
    if (step_ == Step::remove_container || step_ == Step::remove_image || step_ == Step::finished) return;
    next_removal();
}

// The container first: an image that a container uses cannot be removed.
void Lifecycle::next_removal() {
    tried_ = 0;
    step_ = container_owed_ ? Step::remove_container : image_owed_ ? Step::remove_image : Step::finished;
}

void Lifecycle::removal_answered(Removal outcome) {
    if (step_ != Step::remove_container && step_ != Step::remove_image) return;
    if (outcome == Removal::again && ++tried_ < tries) return;
    bool const container = step_ == Step::remove_container;
    if (outcome != Removal::gone) given_up_.emplace_back(container ? "container" : "image");
    (container ? container_owed_ : image_owed_) = false;
    next_removal();
}

Lifecycle::Removal Lifecycle::judge(unsigned status) noexcept {
    return (status >= 200 && status < 300) || status == 404 ? Removal::gone : Removal::again;
}

} // namespace wasmbench::adapters::docker
