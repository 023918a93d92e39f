#include "terminal.hpp"

#include <fmt/format.h>

#include <cmath>

#include <sys/ioctl.h>
#include <unistd.h>

namespace wasmbench::tool {

bool stdout_is_terminal() {
    return ::isatty(STDOUT_FILENO) == 1;
}

bool stderr_is_terminal() {
    return ::isatty(STDERR_FILENO) == 1;
}

std::optional<ScreenSize> screen_size(int descriptor) {
    winsize size{};
    if (::isatty(descriptor) != 1 || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0) return std::nullopt;
    if (size.ws_col == 0 || size.ws_row == 0) return std::nullopt;
    return ScreenSize{size.ws_col, size.ws_row};
}

std::size_t terminal_width() {
    auto const size = screen_size(STDOUT_FILENO);
    return size ? size->columns : 120;
}

std::string clock_text(double seconds) {
    auto const s = static_cast<long>(std::llround(seconds));
    if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    return fmt::format("{}:{:02}", s / 60, s % 60);
}

std::string time_text(double seconds) {
    if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
    if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
    return fmt::format("{:.3g} s", seconds);
}

} // namespace wasmbench::tool
