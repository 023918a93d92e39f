#pragma once

#include "lattice.hpp"

#include <wasmbench/core/instance.hpp>

#include <memory>

namespace wasmbench::adapters::wasmcloud {

/// An instance that is an application on a lattice of its own.
class WasmcloudInstance final : public Instance {
public:
    /// `context` and the port of the lattice must outlive the instance.
    WasmcloudInstance(RunContext& context, std::unique_ptr<Lattice> lattice);
    ~WasmcloudInstance() override; // the lattice's destructor ends everything

    Endpoint const& endpoint() const noexcept override { return endpoint_; }
    ProcessTree const& processes() const noexcept override { return processes_; }
    Timeline const& timeline() const noexcept override { return timeline_; }

    Lattice& lattice() noexcept { return *lattice_; }
    Timeline& timeline() noexcept { return timeline_; }
    void set_endpoint(Endpoint e) { endpoint_ = std::move(e); }
    void set_processes(ProcessTree tree) { processes_ = std::move(tree); }

private:
    void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)>) override;

    RunContext& context_;
    std::unique_ptr<Lattice> lattice_;
    Endpoint endpoint_;
    ProcessTree processes_;
    Timeline timeline_;
};

} // namespace wasmbench::adapters::wasmcloud
