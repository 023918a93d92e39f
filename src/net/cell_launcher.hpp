#pragma once

#include "network_namespace.hpp"

#include <wasmbench/core/launcher.hpp>

#include <optional>
#include <utility>

namespace wasmbench::net {

/// A Launcher whose children are in a network namespace from their first instruction on: each launch is made from a
/// thread inside, and a child is where the thread was that made it. `ip netns exec` and nsenter would come to the same
/// by a program of their own in every start. The namespace and the inner launcher must outlive it.
class CellLauncher final : public Launcher {
public:
    CellLauncher(Launcher& inner, NetworkNamespace const& inside)
        : inner_(inner)
        , inside_(inside) {}

    /// As the inner launcher; nothing is ever launched outside.
    Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) override {
        std::optional<Result<std::unique_ptr<Child>>> child;
        if (auto const ec = inside_.run([&] { child.emplace(inner_.launch(executor, command)); })) {
            Failure f{ec, {}};
            f.diagnostics.stage = "enter the network namespace";
            f.diagnostics.command = to_string(command);
            return f;
        }
        return std::move(*child);
    }

private:
    Launcher& inner_;
    NetworkNamespace const& inside_;
};

} // namespace wasmbench::net
