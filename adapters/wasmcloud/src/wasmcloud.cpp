#include "start.hpp"
#include "tools.hpp"
#include "wasmcloud_parts.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/wasmcloud.hpp>
#include <wasmbench/core/coroutine.hpp>

#include <mutex>
#include <random>
#include <sstream>

namespace wasmbench::adapters {
namespace wasmcloud {
namespace {

constexpr char const* builtin_feature = "builtin-http-server";

// Several lattices share a machine, and a name tells ours from any other server on a port.
std::string unique_name() {
    std::ostringstream text;
    text << "wasmbench-" << std::hex << (std::uint64_t{std::random_device{}()} << 32u | std::random_device{}());
    return text.str();
}

class Wasmcloud final : public Runtime {
public:
    Wasmcloud(WasmcloudConfig config, std::unique_ptr<NatsPort> nats)
        : config_(std::move(config))
        , nats_(std::move(nats)) {}
    Wasmcloud(Tools tools, std::unique_ptr<NatsPort> nats)
        : nats_(std::move(nats))
        , tools_(std::move(tools)) {}

    std::string_view name() const noexcept override { return "wasmcloud"; }
    Capabilities capabilities() const noexcept override {
        return {Capability::http, Capability::command, Capability::many_instances};
    }
    Availability availability() const override { return tools().availability; }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return traits(settings(workload, options));
    }

private:
    Tools tools() const {
        std::lock_guard lock(mutex_);
        if (!tools_) tools_ = find_tools(config_);
        return *tools_;
    }

    // Throws Error: invalid_option; unsupported for a built-in server that this host does not have.
    Settings settings(Workload const& workload, Options const& options) const {
        auto const s = read_options(workload, options);
        if (s.provider != Provider::builtin) return s;
        auto const t = tools();
        if (!t.availability.usable || t.builtin_server) return s;
        Diagnostics d;
        d.stage = "options of wasmcloud";
        d.subject = "provider=builtin";
        d.expected = "a host that was built to be told of experimental features (" + t.host.string() +
                     " --help names no --experimental-features)";
        d.remedy = "build the host from adapters/wasmcloud/host";
        throw Error(errc::unsupported, std::move(d));
    }

    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        complete_with(context, prepare(std::move(spec)), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        complete_with(context, start(context, std::move(spec)), std::move(handler));
    }

    static Failure missing(Availability const& a) {
        Diagnostics d;
        d.stage = "find wasmCloud";
        d.subject = a.reason;
        if (!a.fix.empty()) d.remedy = (a.fix.starts_with("./") ? "run " : "") + a.fix;
        return Failure{errc::unavailable, std::move(d)};
    }

    // Nothing is made; what cannot work is said before anything is timed.
    asio::awaitable<Result<Prepared>> prepare(PrepareSpec spec) const {
        settings(*spec.workload, spec.options);
        auto const t = tools();
        if (!t.availability.usable) co_return missing(t.availability);
        auto component = checked_artifact(*spec.workload, "wasi-http");
        if (!component) co_return component.error();
        co_return Prepared{};
    }

    asio::awaitable<Result<InstancePtr>> start(RunContext& context, StartSpec spec) {
        Start s;
        s.settings = settings(*spec.workload, spec.options);
        auto const t = tools();
        if (!t.availability.usable) co_return missing(t.availability);
        auto component = checked_artifact(*spec.workload, "wasi-http");
        if (!component) co_return component.error();
        auto const port = context.connector.free_port("127.0.0.1");
        if (!port) co_return port.error();
        s.lattice.name = unique_name();
        s.lattice.nats_port = *port;
        s.lattice.folder = std::filesystem::absolute(context.scratch) / s.lattice.name;
        s.lattice.nats_server = t.nats_server;
        s.lattice.wadm = t.wadm;
        s.lattice.host = t.host;
        if (s.settings.provider == Provider::builtin) s.lattice.host_features.emplace_back(builtin_feature);
        s.application.name = "bench";
        s.application.component = std::filesystem::absolute(*component);
        s.application.provider = s.settings.provider;
        s.application.archive = t.provider;
        s.spec = std::move(spec);
        co_return co_await run_start(context, *nats_, std::move(s));
    }

    WasmcloudConfig config_;
    std::unique_ptr<NatsPort> nats_;
    mutable std::mutex mutex_;
    mutable std::optional<Tools> tools_;
};

} // namespace

std::unique_ptr<Runtime> make_over(Tools tools, std::unique_ptr<NatsPort> nats) {
    return std::make_unique<Wasmcloud>(std::move(tools), std::move(nats));
}

} // namespace wasmcloud

std::unique_ptr<Runtime> make_wasmcloud(WasmcloudConfig config) {
    return std::make_unique<wasmcloud::Wasmcloud>(std::move(config), wasmcloud::make_nats_client());
}

} // namespace wasmbench::adapters
