// Real trials, calm and disturbed ones mixed at random: are the disturbed ones marked, and the calm ones not?
//
// Two processes: the first one disturbs when it is told to, its child is the harness and runs the trials. So
// what disturbs is nobody's own here, as in life.
#include "injection.hpp"
#include "row.hpp"

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/catalog.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/plan/manifest_workload.hpp>
#include <wasmbench/plan/session.hpp>
#include <wasmbench/probe/disturbance.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <utility>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace wasmbench;
using namespace wasmbench::validation;

namespace fs = std::filesystem;

constexpr double step_seconds = 0.05;

/// What must be above its limit when this was injected.
std::set<std::string> reasons_of(Kind kind) {
    switch (kind) {
    case Kind::cpu_hog:
        return {"foreign_cpu", "run_delay"};
    case Kind::io_hog:
        return {"disk_busy", "io_pressure"};
    case Kind::memory_pressure:
        return {"memory_limit", "memory_pressure", "reclaim", "reclaim_stalls", "refault"};
    case Kind::cpu_quota:
        return {"throttled"};
    case Kind::clock_step:
        return {"clock_step"};
    case Kind::page_cache_drop:
        return {"page_in", "major_faults"};
    case Kind::calm:
        break;
    }
    return {};
}

/// A message between the two processes: which kind begins (or ends: calm), and whether that worked.
struct Message {
    Kind kind = Kind::calm;
    bool begin = false;
    char why[200] = {};
};

bool send(int socket, Message const& m) {
    return ::send(socket, &m, sizeof m, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof m);
}

bool receive(int socket, Message& m) {
    return ::recv(socket, &m, sizeof m, MSG_WAITALL) == static_cast<ssize_t>(sizeof m);
}

/// The first process: disturbs as it is told until the harness has gone.
int disturb(int socket, pid_t harness, fs::path const& folder) {
    {
        std::unique_ptr<Injection> injection;
        for (Message m; receive(socket, m); send(socket, m)) {
            injection.reset();
            if (!m.begin) continue;
            injection = std::make_unique<Injection>(m.kind, harness, folder);
            injection->why().copy(m.why, sizeof m.why - 1);
        }
    }
    int status = 0;
    ::waitpid(harness, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

/// What came of one trial.
struct Outcome {
    bool completed = false;
    bool affected = false; ///< the injection is known to have reached it
    std::string failure;
    std::set<std::string> marks;
    double seconds = 0;
    Activity others;
};

class Trials final : public Observer {
public:
    Trials(int socket, pid_t injector, fs::path scratch)
        : socket_(socket)
        , injector_(injector)
        , scratch_(std::move(scratch)) {
        catalog_.add(adapters::make_native());
        fs::path const workloads = WASMBENCH_BUILT_WORKLOADS;
        for (auto const* name : {"hello", "http_service"})
            for (auto& w : plan::load_workloads(workloads / name / "manifest.json")) {
                if (auto const file = w->artifact("native")) programs_[std::string(w->name())] = *file;
                catalog_.add(std::move(w));
            }
        clock_may_be_set_ = step_clock(0);
    }

    bool clock_may_be_set() const noexcept { return clock_may_be_set_; }

    Outcome run(Kind kind, bool service) {
        kind_ = kind;
        now_ = {};
        Message m{kind, true, {}};
        if (!send(socket_, m) || !receive(socket_, m)) throw std::runtime_error("the injecting process has gone");
        if (m.why[0] != '\0') {
            end_injection();
            now_.failure = m.why;
            return now_;
        }
        now_.affected = kind != Kind::page_cache_drop;
        to_drop_ = programs_.at(service ? "http_service" : "hello");
        watched_ = false;

        plan::Plan p;
        p.name = "disturbances";
        p.rows = {{"native", {}, service ? "http_service" : "hello", service ? "/" : ""}};
        p.settings.memory_trials = 0;
        p.settings.connections = 2;
        p.settings.sequential_requests = 30;
        p.settings.concurrent_requests = 60;
        ActivityMeter const meter({::getpid(), injector_});
        auto const begin = clock_->now();
        asio::io_context context(1);
        plan::Session session(
            catalog_, p, {*launcher_, *connector_, *clock_, scratch_, {}, {}, &watch_}, *this);
        session.async_run(context.get_executor(), [&](error_code, plan::SessionOutcome o) {
            now_.completed = o.completed == 1;
        });
        context.run();
        now_.seconds = to_seconds(clock_->now() - begin);
        now_.others = meter.stop();
        if (stepped_) step_clock(-step_seconds);
        stepped_ = false;
        end_injection();
        // What was injected is over, and its CPU time charged, before the next trial begins.
        ::usleep(15'000);
        return now_;
    }

private:
    void end_injection() {
        Message m;
        if (!send(socket_, m) || !receive(socket_, m)) throw std::runtime_error("the injecting process has gone");
    }

    void measured(Measurement const& m) override {
        constexpr std::string_view prefix = "disturbed/";
        if (m.metric.name.starts_with(prefix)) now_.marks.insert(m.metric.name.substr(prefix.size()));
    }
    void failed(RunKey const&, Failure const& f) override { now_.failure = to_line(f); }
    void skipped(RunKey const&, std::string_view reason) override { now_.failure = reason; }
    void instance_ready(RunKey const&, Endpoint const&) override {
        if (kind_ != Kind::clock_step) return;
        stepped_ = clock_may_be_set_ && step_clock(step_seconds);
        // Where the clock may not be set, the reading is.
        if (!stepped_) offset_ += step_seconds;
    }

    int socket_;
    pid_t injector_;
    fs::path scratch_;
    Catalog catalog_;
    std::map<std::string, fs::path> programs_;
    std::unique_ptr<Launcher> launcher_ = make_posix_launcher();
    std::unique_ptr<Connector> connector_ = make_tcp_connector();
    std::unique_ptr<Clock> clock_ = make_system_clock();
    double offset_ = 0;
    probe::DisturbanceWatch watch_{{},
        [this](std::set<std::string> const& groups) {
            auto r = probe::read_machine(groups);
            r.realtime_ahead += offset_;
            // Right before the launch: the prepare step reads the file, and would bring it back.
            if (!std::exchange(watched_, true) && kind_ == Kind::page_cache_drop) now_.affected = drop_pages(to_drop_);
            return r;
        },
        ::getpid()};
    bool clock_may_be_set_ = false;
    bool stepped_ = false;
    bool watched_ = false; ///< the trial's first reading was made
    fs::path to_drop_;
    Kind kind_ = Kind::calm;
    Outcome now_;
};

std::string listed(std::map<std::string, int> const& counts) {
    std::string out;
    for (auto const& [name, n] : counts) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, n);
    return out;
}

/// A quick run has too few trials for a share: it finds what is broken, a kind of which fewer than half are marked.
void judge_kind(Rows& rows, Kind kind, std::vector<Outcome> const& outcomes, bool clock_may_be_set, bool quick) {
    auto const wanted = reasons_of(kind);
    int affected = 0, marked = 0;
    std::map<std::string, int> by_reason;
    std::string why;
    for (auto const& o : outcomes) {
        if (!o.completed) why = o.failure;
        if (!o.completed || !o.affected) continue;
        ++affected;
        bool right = false;
        for (auto const& reason : wanted)
            if (o.marks.contains(reason)) {
                right = true;
                ++by_reason[reason];
            }
        marked += right ? 1 : 0;
    }
    double const wanted_share = quick ? 0.5 : 0.95;
    Row row{"disturbances", std::string(to_string(kind)), {},
        fmt::format(">= {:.0f} % of the affected marked, for its reason", 100 * wanted_share), {}};
    if (kind == Kind::clock_step && !clock_may_be_set)
        row.what += " (this user may not set the clock: through the reader of the watch)";
    if (affected == 0) {
        row.figure = why.empty() ? "no trial was affected" : why;
        row.verdict = Verdict::not_run;
    } else {
        row.figure = fmt::format("{} of {} affected trials, {:.1f} % ({}){}", marked, affected, 100.0 * marked / affected,
            listed(by_reason), why.empty() ? "" : "; not completed: " + why);
        row.verdict = marked >= wanted_share * affected ? Verdict::reached : Verdict::not_reached;
    }
    rows.add(row);
}

/// A trial during which nothing else was seen to do anything: not a clock tick of CPU time, of steal, nor a
/// quarter of a MiB for the disk beside what a journal writes.
bool alone(Activity const& others) {
    return others.cpu_seconds == 0 && others.steal_seconds == 0 && others.disk_bytes < 256 * 1024;
}

void judge_calm(Rows& rows, std::vector<Outcome> const& outcomes, bool quick) {
    int all = 0, marked = 0, alone_all = 0, alone_marked = 0;
    double seconds = 0, cpu = 0, steal = 0, disk = 0;
    std::map<std::string, int> by_reason, alone_by_reason, busiest;
    for (auto const& o : outcomes) {
        if (!o.completed) continue;
        ++all;
        bool const is_alone = alone(o.others);
        alone_all += is_alone ? 1 : 0;
        seconds += o.seconds;
        cpu += o.others.cpu_seconds;
        steal += o.others.steal_seconds;
        disk += o.others.disk_bytes;
        if (!o.others.busiest.empty()) ++busiest[o.others.busiest];
        if (o.marks.empty()) continue;
        ++marked;
        alone_marked += is_alone ? 1 : 0;
        for (auto const& reason : o.marks) {
            ++by_reason[reason];
            if (is_alone) ++alone_by_reason[reason];
        }
    }
    auto const share = [](int n, int of) { return of == 0 ? 0.0 : static_cast<double>(n) / of; };
    auto const cpus = static_cast<double>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
    auto const most = std::max_element(
        busiest.begin(), busiest.end(), [](auto const& a, auto const& b) { return a.second < b.second; });
    auto const evidence = fmt::format(
        "seen apart from the watch: others used {:.1f} % of the CPUs{}, {:.2f} % were stolen, {:.1f} MiB of disk traffic",
        100 * cpu / (seconds * cpus), most == busiest.end() ? "" : " (most often " + most->first + ")",
        100 * steal / (seconds * cpus), disk / (1 << 20));

    Row row{"disturbances", "calm trials", {}, "<= 1 % marked", {}};
    row.figure = fmt::format("{} of {} marked, {:.1f} % ({}); {}", marked, all, 100 * share(marked, all),
        by_reason.empty() ? "-" : listed(by_reason), evidence);
    bool const disturbed_machine = alone_all < all / 2;
    if (all == 0)
        row.verdict = Verdict::not_run;
    else if (share(marked, all) <= 0.01)
        row.verdict = Verdict::reached;
    else if (disturbed_machine || quick)
        row.verdict = Verdict::noisy;
    else
        row.verdict = Verdict::not_reached;
    // One of a handful is more than 1 %: the small version cannot tell.
    if (quick && row.verdict == Verdict::noisy && !disturbed_machine) row.verdict = Verdict::none;
    rows.add(row);

    Row quiet{"disturbances", "calm trials in which nothing else ran", {}, "<= 1 % marked", {}};
    quiet.figure = fmt::format("{} of {} marked ({})", alone_marked, alone_all,
        alone_by_reason.empty() ? "-" : listed(alone_by_reason));
    if (alone_all < 100)
        quiet.verdict = Verdict::none; // too few for 1 %
    else
        quiet.verdict = share(alone_marked, alone_all) <= 0.01 ? Verdict::reached : Verdict::not_reached;
    rows.add(quiet);
}

int run_trials(int socket, pid_t injector, fs::path const& folder, bool quick) {
    int const per_kind = quick ? 3 : 40;
    int const calm = quick ? 16 : 300;
    std::vector<std::pair<Kind, bool>> order;
    for (auto kind : all_kinds)
        for (int i = 0; i < per_kind; ++i) order.emplace_back(kind, i % 2 != 0);
    for (int i = 0; i < calm; ++i) order.emplace_back(Kind::calm, i % 2 != 0);
    std::mt19937_64 random(20);
    std::shuffle(order.begin(), order.end(), random);

    Trials trials(socket, injector, folder);
    // The programs come into the page cache; not counted.
    trials.run(Kind::calm, false);
    trials.run(Kind::calm, true);
    std::map<Kind, std::vector<Outcome>> outcomes;
    for (auto const& [kind, service] : order) outcomes[kind].push_back(trials.run(kind, service));

    Rows rows;
    for (auto kind : all_kinds) judge_kind(rows, kind, outcomes[kind], trials.clock_may_be_set(), quick);
    judge_calm(rows, outcomes[Kind::calm], quick);
    return rows.exit_status();
}

} // namespace

int main(int argc, char** argv) {
    testing::ScratchFolder const scratch; // the child leaves by _exit: only this process removes it
    auto const& folder = scratch.path();
    int sockets[2] = {};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) return 2;
    pid_t const injector = ::getpid();
    pid_t const harness = ::fork();
    if (harness != 0) {
        ::close(sockets[1]);
        return disturb(sockets[0], harness, folder);
    }
    ::close(sockets[0]);
    int status = 2;
    try {
        status = run_trials(sockets[1], injector, folder, is_quick(argc, argv));
    } catch (std::exception const& e) {
        std::cerr << "wasmbench-validate-disturbances: " << e.what() << "\n";
    }
    std::cout.flush();
    ::close(sockets[1]);
    ::_exit(status);
}
