#include <wasmbench/probe/grouped_launcher.hpp>

#include <exception>
#include <optional>
#include <thread>

namespace wasmbench::probe {

Result<std::unique_ptr<Child>> GroupedLauncher::launch(asio::any_io_executor executor, Command const& command) {
    std::optional<Result<std::unique_ptr<Child>>> child;
    std::exception_ptr fault;
    auto const launch_inside = [&] {
        auto const ec = group_.enter();
        if (ec) problem_ = ec;
        try {
            child.emplace(inner_.launch(executor, command));
        } catch (...) {
            fault = std::current_exception();
        }
        if (!ec && !group_.enters_by_thread()) group_.leave();
    };
    ++launched_;
    if (group_.enters_by_thread())
        std::thread(launch_inside).join(); // gone with it: nothing has to be moved back
    else
        launch_inside();
    if (fault) std::rethrow_exception(fault);
    return std::move(*child);
}

} // namespace wasmbench::probe
