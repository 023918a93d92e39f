#include "posix_child.hpp"

#include "orphans.hpp"

#include <wasmbench/core/process_table.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <iterator>
#include <thread>

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

namespace wasmbench::detail {
namespace {

double seconds(timeval const& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

ExitReport make_report(int status, rusage const& ru, TimePoint at) {
    ExitReport r;
    if (WIFEXITED(status)) r.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) r.signal = WTERMSIG(status);
    r.ended_at = at;
    r.usage.user_seconds = seconds(ru.ru_utime);
    r.usage.system_seconds = seconds(ru.ru_stime);
#ifdef __APPLE__
    constexpr std::uint64_t maxrss_unit = 1; // bytes there, KiB everywhere else
#else
    constexpr std::uint64_t maxrss_unit = 1024;
#endif
    r.usage.max_resident_bytes = static_cast<std::uint64_t>(ru.ru_maxrss) * maxrss_unit;
    r.usage.minor_faults = static_cast<std::uint64_t>(ru.ru_minflt);
    r.usage.major_faults = static_cast<std::uint64_t>(ru.ru_majflt);
    r.usage.voluntary_switches = static_cast<std::uint64_t>(ru.ru_nvcsw);
    r.usage.involuntary_switches = static_cast<std::uint64_t>(ru.ru_nivcsw);
    return r;
}

constexpr auto kill_deadline = std::chrono::seconds(5);
constexpr auto kill_pause = std::chrono::microseconds(200);

} // namespace

// Shared with the handlers that are pending when the child object goes.
struct PosixChild::State : std::enable_shared_from_this<State> {
    explicit State(Spawned s)
        : spawned(std::move(s))
        , ended(spawned.exit_watch.get_executor(), TimePoint::max()) {}

    Spawned spawned;
    asio::steady_timer ended; ///< never expires by itself: its cancellation is the event "ended"
    std::optional<ExitReport> report;
    bool killed = false;
    bool abandoned = false; ///< the child object went while the process ran: nobody is told of its end
    bool tree_gone = false; ///< kill_tree found nothing left; what has our pid from now on is a stranger

    int pid() const { return spawned.identity.pid; }

    void start() {
        spawned.out->start();
        spawned.err->start();
        wait_for_end();
    }

    void wait_for_end() {
        spawned.exit_watch.async_wait(
            asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](error_code ec) {
                if (ec || self->report) return;
                if (!self->try_reap()) self->wait_for_end();
            });
    }

    // Takes the exit status if the process has ended. Never blocks.
    bool try_reap() {
        if (report) return true;
        int status = 0;
        rusage usage{};
        auto const now = SteadyClock::now();
        auto const r = ::wait4(pid(), &status, WNOHANG, &usage);
        if (r == 0 || (r < 0 && errno == EINTR)) return false;
        // ECHILD: somebody else in this process reaped it (a SIGCHLD handler of the embedding program).
        report = r == pid() ? make_report(status, usage, now) : ExitReport{};
        if (r != pid()) report->ended_at = now;
        report->forced = killed && report->signal == SIGKILL;
        spawned.out->drain();
        spawned.err->drain();
        ended.expires_at(TimePoint::min());
        return true;
    }

    void close() {
        error_code ignored;
        spawned.exit_watch.close(ignored);
        spawned.out->close();
        spawned.err->close();
        ended.cancel();
    }

    // Everything that belongs to the child and runs: by descent, and by the owner entry in the environment.
    // Once the child is reaped its pid may be anybody's, so that only the entry counts.
    std::vector<ProcessIdentity> members() const {
        std::vector<ProcessIdentity> all;
        if (!report) all = descendants({spawned.identity});
        merge(all, with_environment_entry(spawned.owner_entry));
        return all;
    }

    static void merge(std::vector<ProcessIdentity>& into, std::vector<ProcessIdentity> const& more) {
        for (auto const& p : more)
            if (std::find(into.begin(), into.end(), p) == into.end()) into.push_back(p);
    }

    void reap_within(Duration limit) {
        auto const deadline = SteadyClock::now() + limit;
        while (!try_reap()) {
            auto const left = deadline - SteadyClock::now();
            if (left <= Duration::zero()) return;
            pollfd p{spawned.exit_watch.native_handle(), POLLIN, 0};
            ::poll(&p, 1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
        }
    }

    // Orphans that this process has adopted (subreaper) are its to reap. waitpid leaves alone what is not our
    // child. Says whether to look once more: some of the group are adopted and have not ended yet (a signal
    // that was sent takes its time, and without an environment of ours they are in no list), an orphan is
    // just ending, or one had ended and its own children have become ours.
    bool reap_adopted(std::vector<ProcessIdentity> const& known) const {
        for (auto const& p : known)
            if (p.pid != pid()) ::waitpid(p.pid, nullptr, WNOHANG);
        // Those of the group that ended unseen. Peeks first: the leader's status is try_reap's to take, and a
        // leader after that is another child that was given the old number.
        siginfo_t info{};
        auto const group = static_cast<id_t>(pid());
        bool remaining = false;
        while (::waitid(P_PGID, group, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
            remaining = info.si_pid == 0;
            if (remaining || info.si_pid == pid()) break;
            ::waitpid(info.si_pid, nullptr, WNOHANG);
            info = {};
        }
        auto const orphans = ended_orphans(spawned.identity.start_ticks);
        for (int orphan : orphans.ended) ::waitpid(orphan, nullptr, WNOHANG);
        return remaining || orphans.ending || !orphans.ended.empty();
    }
};

PosixChild::PosixChild(Spawned spawned)
    : state_(std::make_shared<State>(std::move(spawned))) {
    state_->start();
}

PosixChild::~PosixChild() {
    state_->abandoned = !state_->report;
    kill_tree();
    state_->close();
}

ProcessIdentity const& PosixChild::identity() const noexcept {
    return state_->spawned.identity;
}
TimePoint PosixChild::launched_at() const noexcept {
    return state_->spawned.launched_at;
}
TimePoint PosixChild::spawned_at() const noexcept {
    return state_->spawned.spawned_at;
}
std::optional<ExitReport> PosixChild::exited() const {
    return state_->report;
}
std::string PosixChild::output() const {
    return state_->spawned.out->text();
}
std::string PosixChild::error_output() const {
    return state_->spawned.err->text();
}

error_code PosixChild::signal(int number) {
    // Once reaped, the pid may belong to somebody else.
    if (state_->report) return {};
    if (::kill(-state_->pid(), number) == 0 || errno == ESRCH) return {};
    return {errno, boost::system::system_category()};
}

std::vector<ProcessIdentity> PosixChild::kill_tree() {
    auto& s = *state_;
    if (s.tree_gone) return {};
    auto const deadline = SteadyClock::now() + kill_deadline;
    // Listed before the first signal: a process that has left the group and carries another environment is
    // known by its descent alone, and that ends with its parent.
    auto known = s.members();
    if (!s.try_reap()) {
        s.killed = true;
        ::kill(-s.pid(), SIGKILL);
    }
    for (;;) {
        for (auto const& p : known)
            if (alive(p)) ::kill(p.pid, SIGKILL);
        s.reap_within(std::chrono::milliseconds(50));
        std::vector<ProcessIdentity> left;
        std::copy_if(known.begin(), known.end(), std::back_inserter(left), alive);
        bool const group_remains = s.reap_adopted(known);
        // Of a child that ended by itself. A number that names a group is given to no new process, so where
        // no process has it, the group is still the child's.
        if (group_remains && s.report && ::kill(s.pid(), 0) != 0 && errno == ESRCH) ::kill(-s.pid(), SIGKILL);
        // Members are listed anew each round: a process may fork between the list and the signal.
        State::merge(left, s.members());
        s.tree_gone = left.empty() && !group_remains && s.report;
        if (s.tree_gone || SteadyClock::now() > deadline) return left;
        State::merge(known, left);
        std::this_thread::sleep_for(kill_pause);
    }
}

void PosixChild::do_wait(asio::any_completion_handler<void(error_code, ExitReport)> handler) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto executor = asio::get_associated_executor(handler, state_->ended.get_executor());
    auto finish = [state = state_, slot, h = std::move(handler)](error_code) mutable {
        if (slot.is_connected()) slot.clear(); // a late emission must not reach a timer that is gone
        bool const told = state->report && !state->abandoned;
        auto const ec = told ? error_code{} : error_code(asio::error::operation_aborted);
        auto report = told ? *state->report : ExitReport{};
        state.reset();
        std::move(h)(ec, std::move(report));
    };
    state_->ended.async_wait(
        asio::bind_cancellation_slot(slot, asio::bind_executor(executor, std::move(finish))));
}

} // namespace wasmbench::detail
