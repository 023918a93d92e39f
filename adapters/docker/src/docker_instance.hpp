#pragma once

#include "container.hpp"
#include "removal.hpp"

#include <wasmbench/core/instance.hpp>
#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/run_context.hpp>

#include <filesystem>
#include <memory>
#include <optional>

namespace wasmbench::adapters::docker {

/// The control group made for one container, whose CPU time can still be read when the container's own has gone
/// with it. The destructor removes it, which works once the container has been removed.
class AccountGroup {
public:
    explicit AccountGroup(std::filesystem::path path)
        : path_(std::move(path)) {}
    ~AccountGroup();
    AccountGroup(AccountGroup const&) = delete;
    AccountGroup& operator=(AccountGroup const&) = delete;

    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// An instance that is one container, and the `docker run` that started it where there is one.
class DockerInstance final : public Instance {
public:
    /// `image`: what must not be removed before the container; may be null.
    DockerInstance(RunContext& context, std::unique_ptr<AccountGroup> account,
        std::shared_ptr<BuiltImage> image, std::unique_ptr<Container> container);
    ~DockerInstance() override;

    Endpoint const& endpoint() const noexcept override { return endpoint_; }
    ProcessTree const& processes() const noexcept override { return processes_; }
    Timeline const& timeline() const noexcept override { return timeline_; }

    RunContext& context() noexcept { return context_; }
    Container& container() noexcept { return *container_; }
    Timeline& timeline() noexcept { return timeline_; }
    std::unique_ptr<Child>& cli() noexcept { return cli_; }
    void set_endpoint(Endpoint e) { endpoint_ = std::move(e); }

    /// Learns from the engine's answer which processes there are.
    void set_processes(ContainerState const& state);

    /// CPU time of the control group, if it can be read at this moment: all of it while the container is there,
    /// of a program also afterwards, where it has an account.
    ResourceUsage usage() const;

    /// What the container wrote, into the context's log files, where it wants them.
    void write_logs(ContainerOutput const& output) const;

    /// The container has ended: what a stop will report.
    void set_report(ExitReport report) { report_ = report; }

    /// Ends and removes it; `grace` as in StopPolicy.
    asio::awaitable<Result<ExitReport>> stop(StopPolicy policy);

private:
    void do_stop(StopPolicy, asio::any_completion_handler<void(error_code, ExitReport)>) override;
    asio::awaitable<Result<ExitReport>> end_service(StopPolicy policy);
    asio::awaitable<Result<void>> processes_gone();

    RunContext& context_;
    // In this order: the command-line client goes first, the image and the account when the container is gone.
    std::unique_ptr<AccountGroup> account_;
    std::shared_ptr<BuiltImage> image_;
    std::unique_ptr<Container> container_;
    std::unique_ptr<Child> cli_;
    Endpoint endpoint_;
    ProcessTree processes_;
    Timeline timeline_;
    std::optional<ExitReport> report_;
};

} // namespace wasmbench::adapters::docker
