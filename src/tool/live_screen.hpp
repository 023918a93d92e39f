#pragma once

#include "live_view.hpp"

#include <string>
#include <vector>

namespace wasmbench::tool {

/// Lines at the foot of a terminal that are drawn anew in place; what is said goes above them and scrolls. Only makes
/// the bytes that do it: one write each, so that no half of a picture is ever seen.
///
/// The cursor rests at the beginning of the line below, and no mode of the terminal is changed: however the process
/// ends, also by SIGKILL, there is nothing to restore, and the shell's prompt is on a line of its own.
class LiveScreen {
public:
    /// Replaces what is there by `lines`, all of them narrower than `size`.
    std::string draw(std::vector<std::string> lines, ScreenSize size);
    /// The same, with `said` above.
    std::string say(std::string_view said, std::vector<std::string> lines, ScreenSize size);
    /// Removes what is there.
    std::string erase(ScreenSize size);

private:
    std::vector<std::string> drawn_;
};

} // namespace wasmbench::tool
