#pragma once

#include <wasmbench/core/system.hpp>

#include <boost/asio/io_context.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace wasmbench::testing {

/// The real launcher on a reactor that the test turns by hand.
struct Machine {
    asio::io_context io;
    std::unique_ptr<Launcher> launcher = make_posix_launcher();

    std::unique_ptr<Child> start(Command const& c) {
        auto child = launcher->launch(io.get_executor(), c);
        if (!child) FAIL(to_line(child.error()));
        return std::move(*child);
    }

    /// Runs the reactor until `done()`; false after `limit`, which is never reached when all is well.
    template <class Predicate>
    bool until(Predicate done, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
        auto const deadline = SteadyClock::now() + limit;
        while (!done()) {
            if (SteadyClock::now() > deadline) return false;
            io.restart();
            if (io.run_one_for(std::chrono::milliseconds(5)) == 0)
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return true;
    }

    /// How `child` ended, after it did.
    ExitReport end_of(Child& child) {
        bool ended = false;
        ExitReport report;
        child.async_wait([&](error_code ec, ExitReport r) {
            CHECK_FALSE(ec);
            report = r;
            ended = true;
        });
        REQUIRE(until([&] { return ended; }));
        return report;
    }

    /// What `command` wrote to its standard output, after it ended with status 0.
    std::string output_of(Command const& command) {
        auto child = start(command);
        auto const report = end_of(*child);
        CAPTURE(child->error_output());
        CHECK(report.describe() == "exit status 0");
        return child->output();
    }

    /// Waits until `child` has written a whole line and gives it without its end.
    std::string line_of(Child& child) {
        REQUIRE(until([&] { return child.output().find('\n') != std::string::npos; }));
        return child.output().substr(0, child.output().find('\n'));
    }
};

inline Command command(std::filesystem::path program, std::vector<std::string> arguments = {}) {
    Command c;
    c.program = std::move(program);
    c.arguments = std::move(arguments);
    return c;
}

/// The program of child.cpp in one of its modes.
inline Command child_command(std::vector<std::string> arguments) {
    return command(WASMBENCH_CORE_CHILD, std::move(arguments));
}

inline std::string contents(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<std::string> lines(std::string const& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

/// A folder of its own under the system's temporary one, removed with all that is in it.
struct TemporaryFolder {
    std::filesystem::path path;

    TemporaryFolder() {
        auto name = (std::filesystem::temp_directory_path() / "wasmbench-core-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = std::filesystem::canonical(name);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
};

/// The numbers of this process's open descriptors.
inline std::vector<int> open_descriptors() {
    std::vector<int> out;
    for (int fd = 0; fd < 1024; ++fd)
        if (::fcntl(fd, F_GETFD) != -1) out.push_back(fd);
    return out;
}

} // namespace wasmbench::testing
