#pragma once

#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace wasmbench::tests {

/// A process that does nothing, killed and reaped with the object.
class Idler {
public:
    Idler();
    ~Idler();
    Idler(Idler const&) = delete;
    Idler& operator=(Idler const&) = delete;
    ProcessIdentity identity() const;

private:
    pid_t pid_;
};

/// The native adapter's instance, but for what the members say otherwise.
class SpoiltInstance final : public Instance {
public:
    SpoiltInstance(InstancePtr inner, ProcessTree tree);
    ~SpoiltInstance() override;

    Endpoint const& endpoint() const noexcept override;
    ProcessTree const& processes() const noexcept override { return tree; }
    Timeline const& timeline() const noexcept override { return marks; }

    ProcessTree tree;
    Timeline marks;
    std::function<void(int asked, HttpEndpoint&)> answers_at;
    std::function<void(int nth, error_code&, ExitReport&)> after_stop;
    std::function<void(bool stopped)> on_destroy;

private:
    void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)>) override;

    InstancePtr inner_;
    mutable Endpoint endpoint_;
    mutable int asked_ = 0;
    int stops_ = 0;
};

/// One start, as a Spoil sees it.
struct SpoiltStart {
    RunContext& context; ///< what the native adapter is given; its diagnostics are those that are passed on
    StartSpec& spec;
    std::string mode; ///< of the test target: "serve"
    bool watched = false; ///< the caller wants to be told of the processes
    bool announced = false;
    bool cancelled = false;
    bool cancelled_before = false; ///< it was announced
    std::uint16_t port = 0; ///< the free one that was found; 0: none yet
    ProcessTree tree = {};

    bool is(std::string_view wanted) const { return mode == wanted; }
};

/// What one spoilt runtime does otherwise. Everything that is empty is the native adapter's.
struct Spoil {
    std::function<std::string_view()> name;
    std::optional<Capabilities> capabilities;
    std::function<void(Availability&)> availability;
    std::function<RowTraits(Workload const&, Options const&, RowTraits)> describe;
    bool accepts_any_option = false;
    std::function<void(bool cancelled, error_code&, Prepared&)> prepared;
    std::function<void(SpoiltStart&)> before_start;
    std::function<void(Command&)> command;
    std::function<void(SpoiltStart&, ProcessTree&)> tree; ///< announced, and of the instance
    int announcements = 1;
    std::function<void(SpoiltStart&, error_code&, InstancePtr&)> after_start; ///< a SpoiltInstance, or null
};

/// The instance of a successful start.
inline SpoiltInstance& spoilt(InstancePtr& instance) {
    return static_cast<SpoiltInstance&>(*instance);
}

/// The native adapter with one thing wrong.
std::unique_ptr<Runtime> make_spoilt(Spoil spoil);

} // namespace wasmbench::tests
