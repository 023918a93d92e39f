#include <wasmbench/selfcheck/empty_runtime.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace wasmbench::selfcheck {
namespace {

// Completes as every operation does: through the executor, never inside the call.
template <class T>
void complete(asio::any_io_executor executor, asio::any_completion_handler<void(error_code, T)> handler, T value) {
    auto const target = asio::get_associated_executor(handler, executor);
    auto call = [h = std::move(handler), v = std::move(value)]() mutable { std::move(h)(error_code{}, std::move(v)); };
    asio::post(executor, asio::bind_executor(target, std::move(call)));
}

class EmptyInstance final : public Instance {
public:
    explicit EmptyInstance(RunContext& context)
        : executor_(context.executor) {
        auto const now = context.clock.now();
        ExitReport report;
        report.exit_code = 0;
        report.ended_at = now;
        for (auto const mark : {marks::launch, marks::spawned, marks::ready}) timeline_.mark(mark, now);
        endpoint_ = CommandEndpoint{{}, report};
    }

    Endpoint const& endpoint() const noexcept override { return endpoint_; }
    ProcessTree const& processes() const noexcept override { return processes_; }
    Timeline const& timeline() const noexcept override { return timeline_; }

private:
    void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)> handler) override {
        complete(executor_, std::move(handler), std::get<CommandEndpoint>(endpoint_).exit);
    }

    asio::any_io_executor executor_;
    Endpoint endpoint_;
    ProcessTree processes_;
    Timeline timeline_;
};

class EmptyRuntime final : public Runtime {
public:
    std::string_view name() const noexcept override { return "empty"; }
    Capabilities capabilities() const noexcept override { return {Capability::command}; }
    Availability availability() const override { return Availability::yes("1"); }
    RowTraits describe(Workload const&, Options const&) const override { return {}; }

private:
    void do_prepare(RunContext& context, PrepareSpec, PrepareHandler handler) override {
        complete(context.executor, std::move(handler), Prepared{});
    }
    void do_start(RunContext& context, StartSpec, StartHandler handler) override {
        complete(context.executor, std::move(handler), InstancePtr(std::make_unique<EmptyInstance>(context)));
    }
};

class EmptyWorkload final : public Workload {
public:
    std::string_view name() const noexcept override { return "nothing"; }
    Capabilities needs() const noexcept override { return {Capability::command}; }
    std::optional<std::filesystem::path> artifact(std::string_view) const override { return std::nullopt; }
    Request request(std::uint64_t) const override { return {}; }
    bool answers(Request const&, std::string_view response) const override { return response.empty(); }
    std::string expected() const override { return "nothing"; }
};

} // namespace

std::unique_ptr<Runtime> make_empty_runtime() {
    return std::make_unique<EmptyRuntime>();
}

std::unique_ptr<Workload> make_empty_workload() {
    return std::make_unique<EmptyWorkload>();
}

} // namespace wasmbench::selfcheck
