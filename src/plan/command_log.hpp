#pragma once

#include <wasmbench/core/launcher.hpp>

#include <string>
#include <vector>

namespace wasmbench::plan {

/// A Launcher that keeps what was launched through it. It writes down after the spawn, so that the start is not longer by it.
/// The inner launcher must outlive it.
class CommandLog final : public Launcher {
public:
    explicit CommandLog(Launcher& inner)
        : inner_(inner) {}

    Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) override {
        auto child = inner_.launch(std::move(executor), command);
        commands_.push_back(to_string(command));
        return child;
    }

    /// As a person would type them, in the order of their launches, those that failed among them.
    std::vector<std::string> const& commands() const noexcept { return commands_; }

private:
    Launcher& inner_;
    std::vector<std::string> commands_;
};

} // namespace wasmbench::plan
