#include "exit_watch.hpp"
#include "posix_child.hpp"

#include <wasmbench/core/process_table.hpp>
#include <wasmbench/core/system.hpp>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>

namespace wasmbench {
namespace {

using detail::OutputCapture;
using detail::PosixChild;

error_code last_error(int number) {
    return {number, boost::system::system_category()};
}

// The two ends of a pipe; whatever is not released is closed.
class Pipe {
public:
    error_code open() {
#ifdef __linux__
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0) return last_error(errno);
        // Room for a child that writes much while the harness is busy. Refusal (a user limit) is no error.
        ::fcntl(ends_[1], F_SETPIPE_SZ, 1 << 20);
#else
        if (::pipe(ends_.data()) != 0) return last_error(errno);
        for (int e : ends_) ::fcntl(e, F_SETFD, FD_CLOEXEC);
#endif
        // A harness may run with its standard descriptors closed; in the child those numbers are replaced one
        // after the other, and a pipe's end among them would be lost.
        for (int& e : ends_) {
            if (e > 2) continue;
            int const moved = ::fcntl(e, F_DUPFD_CLOEXEC, 3);
            if (moved < 0) return last_error(errno);
            ::close(std::exchange(e, moved));
        }
        ::fcntl(ends_[0], F_SETFL, ::fcntl(ends_[0], F_GETFL) | O_NONBLOCK);
        return {};
    }
    ~Pipe() {
        for (int e : ends_)
            if (e >= 0) ::close(e);
    }
    Pipe() = default;
    Pipe(Pipe const&) = delete;
    Pipe& operator=(Pipe const&) = delete;

    int write_end() const {
        return ends_[1];
    }
    int release_read_end() {
        return std::exchange(ends_[0], -1);
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

// posix_spawn's two parameter objects. Setters fail only for lack of memory; the first failure is kept.
class SpawnSetup {
public:
    SpawnSetup() {
        check(::posix_spawn_file_actions_init(&actions));
        check(::posix_spawnattr_init(&attributes));
    }
    ~SpawnSetup() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    SpawnSetup(SpawnSetup const&) = delete;
    SpawnSetup& operator=(SpawnSetup const&) = delete;

    void check(int r) {
        if (r != 0 && error == 0) error = r;
    }

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = 0;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    out.reserve(words.size() + 1);
    for (auto& w : words) out.push_back(w.data());
    out.push_back(nullptr);
    return out;
}

// Kills and reaps a child for as long as nobody has taken it over.
class Unclaimed {
public:
    explicit Unclaimed(pid_t pid)
        : pid_(pid) {}
    ~Unclaimed() {
        if (pid_ < 0) return;
        ::kill(-pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    Unclaimed(Unclaimed const&) = delete;
    Unclaimed& operator=(Unclaimed const&) = delete;

    void claim() { pid_ = -1; }

private:
    pid_t pid_;
};

constexpr std::string_view owner_variable = any_children_mark;

// Unique for ever: of this process, and of this launch.
std::string next_owner_entry() {
    static std::atomic<std::uint64_t> counter{0};
    return children_mark() + std::to_string(counter.fetch_add(1));
}

// The command's environment with our entry, and no other of that name, in front: what a harness inside a
// harness passes on would otherwise count, or the entry be out of sight behind a very large environment.
std::vector<std::string> with_owner(std::vector<std::string> environment, std::string const& owner) {
    std::erase_if(environment, [](auto const& e) { return e.starts_with(owner_variable); });
    environment.insert(environment.begin(), owner);
    return environment;
}

// Children of a process that ignores SIGCHLD are reaped by the kernel: status and usage would be lost.
bool sigchld_ignored() {
    struct sigaction now {};
    if (::sigaction(SIGCHLD, nullptr, &now) != 0) return false;
    return now.sa_handler == SIG_IGN || (now.sa_flags & SA_NOCLDWAIT) != 0;
}

Failure launch_failure(error_code ec, Command const& c, std::string remedy) {
    Diagnostics d;
    d.stage = "launch";
    d.subject = c.program.string();
    d.command = to_string(c);
    d.remedy = std::move(remedy);
    return {ec, std::move(d)};
}

// posix_spawn reports one number for everything that can go wrong in the child before the program runs.
Failure spawn_failure(int number, Command const& c) {
    std::error_code ignored;
    if (!c.working_directory.empty() && !std::filesystem::is_directory(c.working_directory, ignored)) {
        auto f = launch_failure(last_error(number), c, "make the working directory");
        f.diagnostics.subject = "working directory " + c.working_directory.string();
        return f;
    }
    switch (number) {
    case ENOENT:
        return launch_failure(last_error(number), c,
            "check that the program exists, and the interpreter or loader that it names");
    case EACCES:
    case ENOEXEC:
        return launch_failure(
            last_error(number), c, "check that it is a program for this machine and may be executed");
    case E2BIG:
        return launch_failure(last_error(number), c, "shorten the arguments or the environment");
    case EAGAIN:
        return launch_failure(last_error(number), c, "raise the limit of processes (ulimit -u)");
    default:
        return launch_failure(last_error(number), c, {});
    }
}

// For a failure that has one other likely cause than too many open files.
Failure descriptor_failure(error_code ec, Command const& c, char const* otherwise) {
    bool const too_many = ec == boost::system::errc::too_many_files_open;
    return launch_failure(ec, c, too_many ? "raise the limit of open files (ulimit -n)" : otherwise);
}

class PosixLauncher final : public Launcher {
public:
    explicit PosixLauncher([[maybe_unused]] PosixLauncherOptions options) {
#ifdef __linux__
        if (options.subreaper) ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
#endif
    }

    // What can fail is done before the spawn, as far as it goes: a failure then leaves nothing to undo.
    Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) override {
        if (sigchld_ignored())
            return launch_failure(last_error(ECHILD), command,
                "set SIGCHLD to SIG_DFL: while this process ignores it, the kernel discards how children end");
        // exec happens after the change of directory, so a relative program would be looked up in the wrong
        // place.
        std::error_code path_error;
        auto const program = std::filesystem::absolute(command.program, path_error).string();
        std::vector<std::string> arguments{command.program.string()};
        arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
        auto owner = next_owner_entry();
        auto environment = with_owner(command.environment, owner);

        Pipe out, err;
        for (auto* p : {&out, &err})
            if (auto ec = p->open()) return descriptor_failure(ec, command, "");
        auto captured_out = std::make_shared<OutputCapture>(executor, command.capture_limit, command.log_limit);
        auto captured_err = std::make_shared<OutputCapture>(executor, command.capture_limit, command.log_limit);
        for (auto [capture, pipe] : {std::pair{&captured_out, &out}, std::pair{&captured_err, &err}})
            if (auto ec = (*capture)->adopt(pipe->release_read_end()))
                return descriptor_failure(ec, command, "");
        if (command.log_stem)
            for (auto [capture, suffix] : {std::pair{&captured_out, ".out"}, std::pair{&captured_err, ".err"}})
                if (auto const file = command.log_stem->string() + suffix; auto ec = (*capture)->open_log(file)) {
                    auto f = descriptor_failure(ec, command, "make the folder of the log");
                    f.diagnostics.subject = "log " + file;
                    return f;
                }

        SpawnSetup setup;
        configure(setup, command, out.write_end(), err.write_end());
        if (setup.error != 0) return launch_failure(last_error(setup.error), command, {});

        auto argv = pointers(arguments);
        auto envp = pointers(environment);
        pid_t pid = -1;
        auto const launched_at = SteadyClock::now();
        int const r =
            ::posix_spawn(&pid, program.c_str(), &setup.actions, &setup.attributes, argv.data(), envp.data());
        auto const spawned_at = SteadyClock::now();
        if (r != 0) return spawn_failure(r, command);

        Unclaimed guard(pid);
        error_code ec;
        asio::posix::stream_descriptor watch(executor);
        int const watch_fd = detail::open_exit_watch(pid, ec);
        if (!ec) watch.assign(watch_fd, ec);
        if (ec) {
            if (watch_fd >= 0) ::close(watch_fd);
            return descriptor_failure(ec, command, "watching a process needs Linux 5.3 or newer, or macOS");
        }
        // A child that has ended already keeps its pid until we reap it, so pid alone identifies it here.
        auto const identity = identify(pid).value_or(ProcessIdentity{pid, 0, Role::workload});
        auto child = std::make_unique<PosixChild>(detail::Spawned{identity, launched_at, spawned_at,
            std::move(watch), std::move(captured_out), std::move(captured_err), std::move(owner)});
        guard.claim();
        return std::unique_ptr<Child>(std::move(child));
    }

private:
    static void configure(SpawnSetup& s, Command const& command, int out, int err) {
        s.check(::posix_spawn_file_actions_addopen(&s.actions, 0, "/dev/null", O_RDONLY, 0));
        s.check(::posix_spawn_file_actions_adddup2(&s.actions, out, 1));
        s.check(::posix_spawn_file_actions_adddup2(&s.actions, err, 2));
        short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
#ifdef __APPLE__
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT; // descriptors that the embedding program forgot to mark
#else
        s.check(::posix_spawn_file_actions_addclosefrom_np(&s.actions, 3));
#endif
        if (!command.working_directory.empty())
            s.check(::posix_spawn_file_actions_addchdir_np(&s.actions, command.working_directory.c_str()));
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        s.check(::posix_spawnattr_setsigmask(&s.attributes, &none));
        s.check(::posix_spawnattr_setsigdefault(&s.attributes, &all));
        s.check(::posix_spawnattr_setpgroup(&s.attributes, 0));
        s.check(::posix_spawnattr_setflags(&s.attributes, flags));
    }
};

} // namespace

std::unique_ptr<Launcher> make_posix_launcher(PosixLauncherOptions options) {
    return std::make_unique<PosixLauncher>(options);
}

std::string children_mark() {
    return std::string(owner_variable) + to_string(this_owner()) + "-";
}

std::string children_mark(int pid) {
    return std::string(owner_variable) + std::to_string(pid) + ".";
}

std::optional<Owner> owner_of_mark(std::string_view entry) {
    if (!entry.starts_with(owner_variable)) return std::nullopt;
    entry.remove_prefix(owner_variable.size());
    return parse_owner(entry.substr(0, entry.rfind('-')));
}

} // namespace wasmbench
