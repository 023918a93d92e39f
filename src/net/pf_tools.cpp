#include "pf_tools.hpp"

#include <chrono>
#include <cstddef>
#include <utility>

namespace wasmbench::net {
namespace {

constexpr auto pf_tool_limit = std::chrono::seconds(60);
constexpr std::size_t most_output = 64 * 1024 * 1024; ///< `pfctl -s rules` prints the largest chain there may be

Result<ToolOutput> run_pf_tool(
    Launcher& launcher, char const* program, std::string stage, std::vector<std::string> arguments) {
    Command c;
    c.program = program;
    c.arguments = std::move(arguments);
    c.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
    c.capture_limit = most_output;
    return run_tool(launcher, c, std::move(stage), pf_tool_limit);
}

} // namespace

Result<ToolOutput> SystemPfTools::pfctl(std::string stage, std::vector<std::string> arguments) {
    return run_pf_tool(launcher_, "/sbin/pfctl", std::move(stage), std::move(arguments));
}

Result<ToolOutput> SystemPfTools::ifconfig(std::string stage, std::vector<std::string> arguments) {
    return run_pf_tool(launcher_, "/sbin/ifconfig", std::move(stage), std::move(arguments));
}

} // namespace wasmbench::net
