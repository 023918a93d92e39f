#include "spoilt_runtime.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/process_table.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>

#include <csignal>
#include <deque>
#include <stdexcept>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

namespace wasmbench::tests {

Idler::Idler()
    : pid_(::fork()) {
    if (pid_ < 0) throw std::runtime_error("cannot fork");
    if (pid_ > 0) return;
    ::alarm(60);
    for (;;) ::pause();
}

Idler::~Idler() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

ProcessIdentity Idler::identity() const {
    return identify(pid_).value();
}

SpoiltInstance::SpoiltInstance(InstancePtr inner, ProcessTree processes)
    : tree(std::move(processes))
    , marks(inner->timeline())
    , inner_(std::move(inner))
    , endpoint_(inner_->endpoint()) {}

SpoiltInstance::~SpoiltInstance() {
    if (on_destroy) on_destroy(stops_ > 0);
}

Endpoint const& SpoiltInstance::endpoint() const noexcept {
    endpoint_ = inner_->endpoint();
    if (auto* http = std::get_if<HttpEndpoint>(&endpoint_); http && answers_at) answers_at(++asked_, *http);
    return endpoint_;
}

void SpoiltInstance::do_stop(
    StopPolicy policy, asio::any_completion_handler<void(error_code, ExitReport)> handler) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto finish = [this, h = std::move(handler)](error_code ec, ExitReport report) mutable {
        if (after_stop) after_stop(++stops_, ec, report);
        std::move(h)(ec, report);
    };
    inner_->async_stop(policy, asio::bind_cancellation_slot(slot, std::move(finish)));
}

namespace {

class SpoiltLauncher final : public Launcher {
public:
    SpoiltLauncher(Launcher& inner, std::function<void(Command&)> const& change)
        : inner_(inner)
        , change_(change) {}
    Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) override {
        auto changed = command;
        if (change_) change_(changed);
        return inner_.launch(std::move(executor), changed);
    }

private:
    Launcher& inner_;
    std::function<void(Command&)> const& change_;
};

class PortKeeper final : public Connector {
public:
    PortKeeper(Connector& inner, std::uint16_t& port)
        : inner_(inner)
        , port_(port) {}
    Result<std::uint16_t> free_port(std::string const& host) override {
        auto found = inner_.free_port(host);
        if (found) port_ = *found;
        return found;
    }
    std::unique_ptr<ListenWatch> watch_listeners(asio::any_io_executor executor) override {
        return inner_.watch_listeners(std::move(executor));
    }

private:
    void do_connect(asio::any_io_executor executor, HttpEndpoint endpoint, Handler handler) override {
        inner_.async_connect(std::move(executor), std::move(endpoint), std::move(handler));
    }

    Connector& inner_;
    std::uint16_t& port_;
};

// The context that the native adapter is given for one start, with what it refers to.
struct Inner {
    Inner(RunContext& outer, StartSpec s, Spoil const& spoil)
        : spec(std::move(s))
        , launcher(outer.launcher, spoil.command)
        , connector(outer.connector, start.port)
        , context{outer.executor, launcher, connector, outer.clock, outer.scratch, outer.log_stem, {}, outer.diagnostics,
              outer.host, outer.store}
        , start{context, spec, std::string(spec.workload->name()), static_cast<bool>(outer.on_processes)} {}

    StartSpec spec;
    SpoiltLauncher launcher;
    PortKeeper connector;
    RunContext context;
    SpoiltStart start;
    asio::cancellation_signal relay;
};

class SpoiltRuntime final : public Runtime {
public:
    explicit SpoiltRuntime(Spoil spoil)
        : spoil_(std::move(spoil))
        , native_(adapters::make_native()) {}

    std::string_view name() const noexcept override { return spoil_.name ? spoil_.name() : native_->name(); }
    Capabilities capabilities() const noexcept override {
        return spoil_.capabilities.value_or(native_->capabilities());
    }
    Availability availability() const override {
        auto a = native_->availability();
        if (spoil_.availability) spoil_.availability(a);
        return a;
    }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        auto traits = native_->describe(workload, spoil_.accepts_any_option ? Options{} : options);
        return spoil_.describe ? spoil_.describe(workload, options, std::move(traits)) : traits;
    }

private:
    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        // The native one has nothing to do that could be cancelled.
        auto const cancelled = std::make_shared<bool>(false);
        if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
            slot.assign([cancelled](asio::cancellation_type) { *cancelled = true; });
        native_->async_prepare(context, std::move(spec),
            [this, cancelled, h = std::move(handler)](error_code ec, Prepared prepared) mutable {
                if (spoil_.prepared) spoil_.prepared(*cancelled, ec, prepared);
                std::move(h)(ec, std::move(prepared));
            });
    }

    void do_start(RunContext& outer, StartSpec spec, StartHandler handler) override {
        auto& inner = starts_.emplace_back(outer, std::move(spec), spoil_);
        auto& start = inner.start;
        inner.context.on_processes = [this, &outer, &start](ProcessTree const& tree) {
            start.announced = true;
            start.cancelled_before = start.cancelled;
            start.tree = tree;
            if (spoil_.tree) spoil_.tree(start, start.tree);
            for (int i = 0; outer.on_processes && i < spoil_.announcements; ++i) outer.on_processes(start.tree);
        };
        if (spoil_.before_start) spoil_.before_start(start);
        if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
            slot.assign([&inner](asio::cancellation_type type) {
                inner.start.cancelled = true;
                inner.relay.emit(type);
            });
        auto finish = [this, &outer, &inner, h = std::move(handler)](error_code ec, InstancePtr instance) mutable {
            if (instance) instance = std::make_unique<SpoiltInstance>(std::move(instance), inner.start.tree);
            if (spoil_.after_start) spoil_.after_start(inner.start, ec, instance);
            outer.diagnostics = inner.context.diagnostics;
            std::move(h)(ec, std::move(instance));
        };
        native_->async_start(
            inner.context, inner.spec, asio::bind_cancellation_slot(inner.relay.slot(), std::move(finish)));
    }

    Spoil spoil_;
    std::unique_ptr<Runtime> native_;
    std::deque<Inner> starts_;
};

} // namespace

std::unique_ptr<Runtime> make_spoilt(Spoil spoil) {
    return std::make_unique<SpoiltRuntime>(std::move(spoil));
}

} // namespace wasmbench::tests
