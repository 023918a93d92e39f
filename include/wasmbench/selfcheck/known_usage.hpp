#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace wasmbench::selfcheck {

/// wasmbench-known-usage in one of its modes: in the state that was asked for when the constructor has returned, until this
/// object goes. Throws Error when the program does not say within a minute that it is ready.
class KnownUsage {
public:
    /// Calls what it is given, once, where the program is to begin: on a thread that is inside a control group, say.
    using Within = std::function<void(std::function<void()> const& launch)>;

    /// Starts `program` with `arguments`, inside of `within` where there is one, and waits for its ready line.
    KnownUsage(std::filesystem::path const& program, std::vector<std::string> arguments, Within const& within = {});
    ~KnownUsage();
    KnownUsage(KnownUsage const&) = delete;
    KnownUsage& operator=(KnownUsage const&) = delete;

    /// Does once more what the mode does once, and waits until it is done.
    void once_more();

    /// The program as a tree of one root.
    ProcessTree tree() const;

private:
    void launch(std::vector<std::string>& words);
    void end() noexcept;
    void await_ready_line();

    std::string program_;
    pid_t pid_ = -1;
    int to_ = -1;
    int from_ = -1;
};

} // namespace wasmbench::selfcheck
