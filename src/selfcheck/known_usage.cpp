#include <wasmbench/core/error.hpp>
#include <wasmbench/core/process_table.hpp>
#include <wasmbench/selfcheck/known_usage.hpp>

#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wasmbench::selfcheck {
namespace {

[[noreturn]] void refuse(std::string const& program, error_code ec, std::string expected) {
    Diagnostics d;
    d.stage = "start the target of known use";
    d.subject = program;
    d.expected = std::move(expected);
    throw Error(Failure{ec, std::move(d)});
}

void close_on_exec(int fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

} // namespace

KnownUsage::KnownUsage(std::filesystem::path const& program, std::vector<std::string> arguments, Within const& within)
    : program_(program.string()) {
    arguments.insert(arguments.begin(), program_);
    if (within) within([&] { launch(arguments); });
    else launch(arguments);
    try {
        await_ready_line();
    } catch (...) {
        end();
        throw;
    }
}

KnownUsage::~KnownUsage() {
    end();
}

void KnownUsage::launch(std::vector<std::string>& words) {
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    int error = 0;
    if (::pipe(in) != 0 || ::pipe(out) != 0) error = errno;
    std::vector<char*> argv;
    for (auto& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    char* no_environment[] = {nullptr};
    if (error == 0) {
        close_on_exec(in[1]);
        close_on_exec(out[0]);
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        ::posix_spawn_file_actions_adddup2(&actions, out[1], 1);
        error = ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), no_environment);
        ::posix_spawn_file_actions_destroy(&actions);
    }
    for (int fd : {in[0], out[1]})
        if (fd >= 0) ::close(fd);
    to_ = in[1];
    from_ = out[0];
    if (error == 0) return;
    pid_ = -1;
    end();
    refuse(program_, {error, boost::system::system_category()}, "the program of that name");
}

void KnownUsage::end() noexcept {
    for (int* fd : {&to_, &from_})
        if (*fd >= 0) ::close(std::exchange(*fd, -1));
    if (pid_ < 0) return;
    // The end of its input ends it and its children with it, when it reads.
    constexpr int patience_ms = 1000;
    pid_t ended = 0;
    for (int i = 0; i < patience_ms && ended == 0; ++i) {
        ended = ::waitpid(pid_, nullptr, WNOHANG);
        if (ended == 0) ::usleep(1000);
    }
    if (ended == 0) {
        ::kill(pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    pid_ = -1;
}

void KnownUsage::once_more() {
    if (::write(to_, "\n", 1) != 1) refuse(program_, errc::command_failed, "it to read its input");
    await_ready_line();
}

void KnownUsage::await_ready_line() {
    constexpr int limit_ms = 60'000; // a starved machine is slow, not wrong
    std::string line;
    for (char c = 0; c != '\n'; line += c) {
        pollfd readable{from_, POLLIN, 0};
        if (::poll(&readable, 1, limit_ms) != 1 || ::read(from_, &c, 1) != 1)
            refuse(program_, errc::command_failed, "\"ready\" within 60 s");
    }
    if (line != "ready\n") refuse(program_, errc::wrong_answer, "\"ready\", not \"" + line + "\"");
}

ProcessTree KnownUsage::tree() const {
    ProcessTree t;
    t.roots.push_back(identify(pid_).value_or(ProcessIdentity{pid_, 0, Role::workload}));
    return t;
}

} // namespace wasmbench::selfcheck
