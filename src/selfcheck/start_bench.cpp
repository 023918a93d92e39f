#include <wasmbench/selfcheck/start_bench.hpp>

#include <optional>
#include <utility>

namespace wasmbench::selfcheck {
namespace {

template <class T>
struct Ended {
    error_code error;
    T value{};
};

// Turns the reactor until the operation that `begin(token)` starts has ended.
template <class T, class Begin>
T complete(asio::io_context& io, RunContext& context, Begin&& begin) {
    std::optional<Ended<T>> out;
    begin([&out](error_code ec, T value) { out.emplace(Ended<T>{ec, std::move(value)}); });
    io.restart();
    while (!out)
        if (io.run_one() == 0) throw Error(Failure{errc::unavailable, context.diagnostics}); // it forgot its handler
    if (out->error) throw Error(Failure{out->error, context.diagnostics});
    return std::move(out->value);
}

} // namespace

StartBench::StartBench(Launcher& launcher, Connector& connector, Clock& clock, std::filesystem::path scratch)
    : context_{io_.get_executor(), launcher, connector, clock, std::move(scratch), {}, {}, {}} {}

InstancePtr StartBench::start(Runtime& runtime, Workload const& workload) {
    auto prepared = complete<Prepared>(io_, context_,
        [&](auto token) { runtime.async_prepare(context_, PrepareSpec{&workload, {}}, std::move(token)); });
    StartSpec spec{&workload, {}, std::move(prepared)};
    return complete<InstancePtr>(
        io_, context_, [&](auto token) { runtime.async_start(context_, std::move(spec), std::move(token)); });
}

double StartBench::seconds_to_ready(Runtime& runtime, Workload const& workload) {
    auto const instance = start(runtime, workload);
    return to_seconds(instance->timeline().between(marks::launch, marks::ready).value());
}

} // namespace wasmbench::selfcheck
