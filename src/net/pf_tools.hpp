#pragma once

#include "run_tool.hpp"

#include <wasmbench/core/launcher.hpp>
#include <wasmbench/core/result.hpp>

#include <string>
#include <vector>

namespace wasmbench::net {

/// Port to the two programs by which a cell of pf is made and taken away. Blocks until they end.
class PfTools {
public:
    PfTools() = default;
    PfTools(PfTools const&) = delete;
    PfTools& operator=(PfTools const&) = delete;
    virtual ~PfTools() = default;

    /// As run_tool: an error when it does not end with 0, with its last words. `stage` is for the message.
    virtual Result<ToolOutput> pfctl(std::string stage, std::vector<std::string> arguments) = 0;
    virtual Result<ToolOutput> ifconfig(std::string stage, std::vector<std::string> arguments) = 0;
};

/// /sbin/pfctl and /sbin/ifconfig. The launcher must outlive it.
class SystemPfTools final : public PfTools {
public:
    explicit SystemPfTools(Launcher& launcher)
        : launcher_(launcher) {}

    Result<ToolOutput> pfctl(std::string stage, std::vector<std::string> arguments) override;
    Result<ToolOutput> ifconfig(std::string stage, std::vector<std::string> arguments) override;

private:
    Launcher& launcher_;
};

} // namespace wasmbench::net
