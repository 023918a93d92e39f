#pragma once

#include <wasmbench/core/capability.hpp>
#include <wasmbench/core/metric.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench {

/// One HTTP request as a workload asks for it.
struct Request {
    std::string method = "GET";
    std::string target = "/";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    friend bool operator==(Request const&, Request const&) = default;
};

/// What a sequence of answers says about state. A fact about a configuration, never an error.
enum class Statefulness {
    not_applicable, ///< the workload has no state
    stateful,       ///< each answer builds on the one before
    stateless,      ///< each answer is the first
    mixed           ///< neither: some state was lost on the way
};

constexpr std::string_view to_string(Statefulness s) noexcept {
    switch (s) {
    case Statefulness::not_applicable:
        return "-";
    case Statefulness::stateful:
        return "stateful";
    case Statefulness::stateless:
        return "stateless";
    case Statefulness::mixed:
        return "mixed";
    }
    return "-";
}

/// A figure that a workload's answer states about itself (cpu_hash prints its own elapsed time).
struct SelfReported {
    Metric metric;
    double value = 0;

    friend bool operator==(SelfReported const&, SelfReported const&) = default;
};

/// What is run: a program, or a service with one of its endpoints, and what a correct answer is. A wrong
/// answer fails the trial, so a workload that accepts everything measures nothing.
///
/// Thread safety: const members may be called from several threads at once (load workers check answers).
class Workload {
public:
    Workload() = default;
    Workload(Workload const&) = delete;
    Workload& operator=(Workload const&) = delete;
    virtual ~Workload() = default;

    /// In every row's key: "cpu_hash". With endpoint() unique in a Catalog. Constant.
    virtual std::string_view name() const noexcept = 0;

    /// The path that is requested ("/state"); empty for a program that runs to its end.
    virtual std::string_view endpoint() const noexcept { return {}; }

    /// What a runtime must have to run it; rows on others are skipped with that reason.
    virtual Capabilities needs() const noexcept = 0;

    /// The file to run for a target: "native" and "native-static" (a program, without shared libraries),
    /// "wasm32-wasi" (a core module), "wasi-sockets" (one that makes sockets by WasmEdge's extension),
    /// "wasi-http" (a component), "handler-component" (one that exports the handler alone, for hosts in
    /// process). nullopt when the workload is not made for that target. The file need not exist; the adapter says so
    /// clearly if not.
    virtual std::optional<std::filesystem::path> artifact(std::string_view target) const = 0;

    /// Arguments of a program.
    virtual std::vector<std::string> arguments() const { return {}; }

    /// The n-th request to a service, n from 0; of a program, the one by which a host that has only handlers runs
    /// it.
    virtual Request request(std::uint64_t n) const = 0;

    /// Whether `response` (the body, or the standard output of a program) answers `request` correctly. On the
    /// load generator's path: no allocation, please.
    virtual bool answers(Request const& request, std::string_view response) const = 0;

    /// What a correct answer looks like, for messages: "a positive decimal number".
    virtual std::string expected() const = 0;

    /// What the answers to consecutive requests on one connection, in order, say about state.
    virtual Statefulness statefulness(std::span<std::string const>) const {
        return Statefulness::not_applicable;
    }

    /// Figures that a correct answer states about itself.
    virtual std::vector<SelfReported> self_reported(std::string_view /*response*/) const { return {}; }
};

} // namespace wasmbench
