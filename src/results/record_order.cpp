#include "record_order.hpp"

#include <fmt/format.h>

namespace wasmbench::results {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};

} // namespace

std::optional<RecordOrder::Fault> RecordOrder::inside(RunKey const& key, char const* what) const {
    if (!open_)
        return Fault{fmt::format("{} of trial {}, and no trial is under way", what, key.trial), "the begin of that trial before it"};
    if (open_->trial == key.trial && open_->block == key.block) return std::nullopt;
    return Fault{fmt::format("{} of trial {} in block {}", what, key.trial, key.block),
        fmt::format("what belongs to trial {} in block {}, which is under way", open_->trial, open_->block)};
}

std::optional<RecordOrder::Fault> RecordOrder::begin(RunKey const& key) {
    if (open_)
        return Fault{fmt::format("the begin of trial {}", key.trial), fmt::format("the end of trial {} before it", open_->trial)};
    if (ended_.contains(key.trial)) return Fault{fmt::format("a second begin of trial {}", key.trial), "each trial once"};
    open_ = Open{key.trial, key.block};
    return std::nullopt;
}

std::optional<RecordOrder::Fault> RecordOrder::end(RunKey const& key) {
    if (!open_ && ended_.contains(key.trial)) return Fault{fmt::format("a second end of trial {}", key.trial), "each trial once"};
    if (auto fault = inside(key, "the end")) return fault;
    ended_.insert(key.trial);
    open_.reset();
    return std::nullopt;
}

std::optional<RecordOrder::Fault> RecordOrder::next(Event const& event) {
    using Answer = std::optional<Fault>;
    return std::visit(Overloaded{
                          [&](TrialStarting const& e) { return begin(e.key); },
                          [&](TrialEnded const& e) { return end(e.key); },
                          [&](InstanceReady const& e) { return inside(e.key, "an instance"); },
                          [&](Measurement const& e) { return inside(e.key, "a measurement"); },
                          [&](NotMeasured const& e) { return inside(e.key, "what was not measured"); },
                          [&](CommandRun const& e) { return inside(e.key, "a command"); },
                          [&](StateObserved const& e) { return inside(e.key, "a state"); },
                          [&](Failed const& e) { return inside(e.key, "a failure"); },
                          [&](Discarded const& e) { return inside(e.key, "a discard"); },
                          // Outside of a trial it is a row's.
                          [&](Skipped const& e) { return open_ ? inside(e.key, "an interruption") : Answer(); },
                          // Of the session; it also ends in the middle of a trial, when its results cannot be kept.
                          [](auto const&) { return Answer(); },
                      },
        event.what);
}

} // namespace wasmbench::results
