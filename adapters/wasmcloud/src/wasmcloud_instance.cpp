#include "wasmcloud_instance.hpp"

#include <wasmbench/core/coroutine.hpp>

namespace wasmbench::adapters::wasmcloud {
namespace {

asio::awaitable<Result<ExitReport>> ended_already(ExitReport report) {
    co_return report;
}

} // namespace

WasmcloudInstance::WasmcloudInstance(RunContext& context, std::unique_ptr<Lattice> lattice)
    : context_(context)
    , lattice_(std::move(lattice)) {}

WasmcloudInstance::~WasmcloudInstance() = default;

void WasmcloudInstance::do_stop(
    StopPolicy policy, asio::any_completion_handler<void(error_code, ExitReport)> handler) {
    if (auto const* end = std::get_if<CommandEndpoint>(&endpoint_)) // a program, whose lattice is down
        complete_with(context_, ended_already(end->exit), std::move(handler));
    else
        complete_with(context_, lattice_->take_down(policy.grace), std::move(handler));
}

} // namespace wasmbench::adapters::wasmcloud
