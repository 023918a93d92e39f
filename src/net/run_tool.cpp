#include "run_tool.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>

namespace wasmbench::net {

Result<ToolOutput> run_tool(
    Launcher& launcher, Command const& command, std::string stage, std::chrono::milliseconds limit) {
    asio::io_context io(1);
    auto launched = launcher.launch(io.get_executor(), command);
    if (!launched) {
        auto f = launched.error();
        f.diagnostics.stage = std::move(stage);
        return f;
    }
    auto& child = **launched;
    std::optional<ExitReport> report;
    child.async_wait([&report](error_code ec, ExitReport r) {
        if (!ec) report = r;
    });
    io.run_for(limit);
    if (report && report->clean()) return ToolOutput{child.output(), child.error_output()};
    child.kill_tree();
    Failure f{errc::command_failed, {}};
    f.diagnostics.stage = std::move(stage);
    f.diagnostics.command = to_string(command);
    if (report)
        f.diagnostics.exit = report->describe();
    else
        f.diagnostics.expected = "its end within " + std::to_string(limit.count()) + " ms";
    f.diagnostics.stderr_tail = child.error_output();
    return f;
}

} // namespace wasmbench::net
