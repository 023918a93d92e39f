#pragma once

#include <wasmbench/core/probe.hpp>

#include <array>
#include <functional>
#include <utility>

namespace wasmbench::plan {

/// A memory probe to which every process is as large as the test says.
class FakeMemory final : public Probe {
public:
    /// Bytes of a process. Called on the sampler's thread too.
    explicit FakeMemory(std::function<double(int pid)> size)
        : size_(std::move(size)) {}

    std::string_view name() const noexcept override { return "memory"; }
    Availability availability() const override { return Availability::yes(); }
    std::span<Metric const> metrics() const noexcept override { return metrics_; }
    Duration period() const noexcept override { return std::chrono::milliseconds(10); }
    Availability attach(ProcessTree const& tree) override {
        tree_ = tree;
        return Availability::yes();
    }
    void sample(TimePoint, std::span<double> out) override {
        out[0] = 0;
        for (auto const& process : tree_.roots) out[0] += size_(process.pid);
    }
    void detach() noexcept override { tree_ = {}; }

private:
    std::function<double(int)> size_;
    std::array<Metric, 1> metrics_{Metric{"memory/pss", Unit::bytes}};
    ProcessTree tree_;
};

} // namespace wasmbench::plan
