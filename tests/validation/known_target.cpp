#include "known_target.hpp"

#include <support/paths.hpp>

#include <wasmbench/core/process_table.hpp>

#include <exception>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wasmbench::validation {

KnownTarget::KnownTarget(std::vector<std::string> arguments, probe::ControlGroup* group) {
    arguments.insert(arguments.begin(), (support::binary_dir() / "bin/wasmbench-known-usage").string());
    if (!group) {
        start(arguments);
    } else if (!group->enters_by_thread()) {
        if (auto ec = group->enter()) throw std::runtime_error("entering the control group: " + ec.message());
        start(arguments);
        group->leave();
    } else {
        std::exception_ptr fault;
        std::thread([&] {
            try {
                if (auto ec = group->enter())
                    throw std::runtime_error("entering the control group: " + ec.message());
                start(arguments);
            } catch (...) {
                fault = std::current_exception();
            }
        }).join();
        if (fault) std::rethrow_exception(fault);
    }
    wait_until_ready();
    identity_ = identify(pid_).value();
}

KnownTarget::~KnownTarget() {
    ::close(input_);
    ::close(output_);
    ::waitpid(pid_, nullptr, 0);
}

void KnownTarget::start(std::vector<std::string>& arguments) {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
    std::vector<char*> argv;
    for (auto& a : arguments) argv.push_back(a.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork");
    if (pid_ == 0) {
        ::dup2(in[0], 0);
        ::dup2(out[1], 1);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    input_ = in[1];
    output_ = out[0];
}

void KnownTarget::again() const {
    if (::write(input_, "\n", 1) != 1) throw std::runtime_error("wasmbench-known-usage does not listen");
    wait_until_ready();
}

void KnownTarget::wait_until_ready() const {
    constexpr int limit = 60'000; // milliseconds: a starved machine is slow, not wrong
    for (char c = 0; c != '\n';) {
        pollfd ready{output_, POLLIN, 0};
        if (::poll(&ready, 1, limit) != 1 || ::read(output_, &c, 1) != 1)
            throw std::runtime_error("wasmbench-known-usage did not get ready; is it built?");
    }
}

} // namespace wasmbench::validation
