#include "lattice.hpp"

#include "answers.hpp"
#include "command_line.hpp"
#include "last_words.hpp"
#include "nats_info.hpp"
#include "nats_greeting.hpp"
#include "subjects.hpp"

#include <wasmbench/adapters/common/deadline.hpp>
#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/core/process_table.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <csignal>

namespace wasmbench::adapters::wasmcloud {
namespace {

using Step = Lifecycle::Step;
namespace fs = std::filesystem;

constexpr auto poll_pause = std::chrono::milliseconds(1);
constexpr auto poll_limit = std::chrono::milliseconds(500); // for one try, so that an end is noticed soon
constexpr auto order_limit = std::chrono::seconds(10);
constexpr auto link_patience = std::chrono::seconds(1);
constexpr auto deploy_patience = std::chrono::seconds(2);
constexpr auto command_patience = std::chrono::seconds(5); // nothing more has come: a component may compile for some time
constexpr auto link_check = std::chrono::milliseconds(50);
constexpr auto link_settles = std::chrono::milliseconds(100);
constexpr auto status_limit = std::chrono::seconds(1);

constexpr std::array<char const*, 3> short_names = {"nats", "wadm", "host"};
constexpr std::array<char const*, 3> program_names = {"nats-server", "wadm", "the wasmCloud host"};

char const* program_name(Daemon d) {
    return program_names[static_cast<std::size_t>(d)];
}

asio::awaitable<Result<ExitReport>> child_ends(Child& child) {
    error_code ec;
    auto report = co_await child.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return Failure{ec, {}};
    co_return report;
}

} // namespace

Lattice::Lattice(RunContext& context, NatsPort& nats, LatticePlan plan)
    : context_(context)
    , nats_(nats)
    , plan_(std::move(plan)) {}

Lattice::~Lattice() {
    destroy();
}

std::vector<ProcessIdentity> Lattice::destroy() {
    connection_.reset();
    std::vector<ProcessIdentity> survivors;
    // The host before what it talks to, so that its last words are not complaints about that.
    for (auto it = children_.rbegin(); it != children_.rend(); ++it) {
        if (!*it) continue;
        auto const left = (*it)->kill_tree();
        survivors.insert(survivors.end(), left.begin(), left.end());
    }
    std::error_code ignored;
    fs::remove_all(plan_.folder, ignored);
    return survivors;
}

std::optional<Daemon> Lattice::ended() const {
    for (auto d : {Daemon::nats, Daemon::wadm, Daemon::host})
        if (child(d) && child(d)->exited()) return d;
    return std::nullopt;
}

ProcessIdentity Lattice::host() const {
    auto id = child(Daemon::host)->identity();
    id.role = Role::runtime_host;
    return id;
}

ProcessTree Lattice::processes() const {
    ProcessTree tree;
    auto add = [&](char const* name, ProcessIdentity id) {
        tree.roots.push_back(id);
        tree.parts.push_back({name, id});
    };
    add("host", host());
    for (auto d : {Daemon::nats, Daemon::wadm}) {
        auto id = child(d)->identity();
        id.role = Role::shared_daemon;
        add(short_names[static_cast<std::size_t>(d)], id);
    }
    for (auto const& p : descendants({host()}))
        if (p.pid != host().pid) {
            tree.parts.push_back({"provider", p});
            break;
        }
    return tree;
}

Result<void> Lattice::make_folders() const {
    std::error_code ec;
    for (auto const* name : short_names)
        if (!ec) fs::create_directories(plan_.folder / name, ec);
    if (!ec) return {};
    Diagnostics d;
    d.stage = "make the lattice's folders";
    d.subject = plan_.folder.string();
    d.remedy = "check that the folder can be written and the disk has room";
    return Failure{error_code(ec.value(), boost::system::system_category()), std::move(d)};
}

Result<void> Lattice::launch(Daemon d, fs::path const& program, std::vector<std::string> arguments) {
    std::string const name = short_names[static_cast<std::size_t>(d)];
    Command c;
    c.program = program;
    c.arguments = std::move(arguments);
    c.environment = plain_environment(plan_.folder / name);
    c.environment.emplace_back("NO_COLOR=1"); // their logs are quoted in messages
    c.working_directory = plan_.folder / name;
    if (context_.log_stem) c.log_stem = context_.log_stem->string() + "-" + name;
    commands_[static_cast<std::size_t>(d)] = c;
    life_.begun();
    auto launched = context_.launcher.launch(context_.executor, c);
    if (!launched) return launched.error();
    child(d) = std::move(*launched);
    return {};
}

asio::awaitable<void> Lattice::pause(TimePoint deadline) {
    auto const when = std::min<TimePoint>(deadline, context_.clock.now() + poll_pause);
    co_await context_.clock.async_wait_until(context_.executor, when, asio::use_awaitable);
}

std::optional<Failure> Lattice::out_of_time(TimePoint deadline, std::string stage, std::string expected) const {
    Failure f;
    f.diagnostics.stage = std::move(stage);
    if (ended()) {
        f.code = errc::exited_before_ready;
        return f;
    }
    if (context_.clock.now() < deadline) return std::nullopt;
    f.code = errc::ready_timeout;
    f.diagnostics.expected = std::move(expected);
    return f;
}

asio::awaitable<Result<std::string>> Lattice::request(std::string subject, std::string data) {
    error_code ec;
    auto answer = co_await connection_->async_request(
        std::move(subject), std::move(data), asio::redirect_error(asio::use_awaitable, ec));
    if (ec) co_return Failure{ec, {}};
    co_return answer;
}

asio::awaitable<Result<std::string>> Lattice::request_until(
    std::string subject, std::string data, TimePoint deadline) {
    auto answer = co_await until(context_, deadline, request(std::move(subject), std::move(data)));
    if (!answer) co_return Failure{asio::error::timed_out, {}};
    co_return *answer;
}

asio::awaitable<Result<void>> Lattice::await_nats(TimePoint deadline) {
    for (;;) {
        auto const limit = std::min<TimePoint>(deadline, context_.clock.now() + poll_limit);
        auto greeted = co_await until(context_, limit, nats_greeting(context_, plan_.nats_port));
        // Another server on this port is not ours; ours will end, and say why.
        if (greeted && *greeted && (*greeted)->name == plan_.name) {
            if (auto fit = check_nats(**greeted); !fit) co_return fit.error();
            break;
        }
        auto failure = out_of_time(deadline, "start nats-server", "a NATS server on port " + std::to_string(plan_.nats_port));
        if (failure) co_return *failure;
        co_await pause(deadline);
    }
    auto connected = nats_.connect(context_.executor, plan_.nats_port);
    if (!connected) co_return connected.error();
    connection_ = std::move(*connected);
    co_return connection_->subscribe(events_subject(plan_.name), [this](std::string const& s, std::string const& data) {
        progress_.note(s, data, context_.clock.now());
    });
}

asio::awaitable<Result<void>> Lattice::await_wadm(TimePoint deadline) {
    auto const subject = wadm_subject(plan_.name, "get");
    for (;;) {
        auto answer = co_await request_until(
            subject, {}, std::min<TimePoint>(deadline, context_.clock.now() + poll_limit));
        if (answer) co_return Result<void>{};
        auto failure = out_of_time(deadline, "start wadm", "an answer on " + subject);
        if (failure) co_return *failure;
        co_await pause(deadline);
    }
}

asio::awaitable<Result<void>> Lattice::await_host(TimePoint deadline) {
    std::string expected = "a host that answers in lattice " + plan_.name;
    bool known = false;
    for (;;) {
        auto const limit = std::min<TimePoint>(deadline, context_.clock.now() + poll_limit);
        if (host_id_.empty()) {
            auto answer = co_await request_until(host_ping_subject(plan_.name), {}, limit);
            if (answer) host_id_ = read_host_id(*answer, plan_.name).value_or("");
        }
        if (!host_id_.empty() && !known) {
            // An order before wadm has heard of the host would wait for it, and that would be part of the start.
            expected = "a host that wadm has learnt of from its events";
            auto answer = co_await request_until(known_hosts_subject(plan_.name), {}, limit);
            known = answer && names_host(*answer, host_id_);
        }
        if (known) {
            expected = "the host's inventory";
            auto answer = co_await request_until(inventory_subject(plan_.name, host_id_), {}, limit);
            if (answer && is_empty_inventory(*answer)) co_return Result<void>{};
        }
        auto failure = out_of_time(deadline, "start the wasmCloud host", expected);
        if (failure) co_return *failure;
        co_await pause(deadline);
    }
}

// A daemon of the runtime is up, the host as the last one.
void Lattice::up(Timeline& timeline, std::string const& daemon) const {
    auto const now = context_.clock.now();
    timeline.mark(daemon + "_ready", now);
    if (daemon == "host")
        timeline.ends(StartPhase::engine_start, now, daemon);
    else
        timeline.part_ends(StartPhase::engine_start, now, daemon);
}

asio::awaitable<Result<void>> Lattice::perform(Step step, TimePoint deadline, Timeline& timeline) {
    Result<void> outcome;
    switch (step) {
    case Step::start_nats:
        outcome = make_folders();
        if (outcome)
            outcome = launch(Daemon::nats, plan_.nats_server,
                nats_arguments(plan_.name, plan_.nats_port, plan_.folder / short_names[0]));
        if (outcome) {
            timeline.mark(marks::launch, child(Daemon::nats)->launched_at());
            timeline.mark(marks::spawned, child(Daemon::nats)->spawned_at());
            timeline.ends(StartPhase::spawn, child(Daemon::nats)->spawned_at());
        }
        break;
    case Step::start_wadm:
        outcome = launch(Daemon::wadm, plan_.wadm, wadm_arguments(plan_.nats_port));
        break;
    case Step::start_host:
        outcome = launch(
            Daemon::host, plan_.host, host_arguments(plan_.name, plan_.nats_port, plan_.host_features));
        if (outcome && context_.on_processes) context_.on_processes(processes());
        break;
    case Step::await_nats:
        outcome = co_await await_nats(deadline);
        if (outcome) up(timeline, "nats");
        break;
    case Step::await_wadm:
        outcome = co_await await_wadm(deadline);
        if (outcome) up(timeline, "wadm");
        break;
    case Step::await_host:
        outcome = co_await await_host(deadline);
        if (outcome) up(timeline, "host");
        break;
    default:
        break;
    }
    co_return outcome;
}

asio::awaitable<Result<void>> Lattice::bring_up(TimePoint deadline, Timeline& timeline) {
    while (life_.next() != Step::deploy) {
        auto outcome = co_await perform(life_.next(), deadline, timeline);
        if (!outcome) co_return outcome.error();
        life_.done();
    }
    co_return Result<void>{};
}

// Something that wadm is told to do: an answer must come, and it must be yes.
asio::awaitable<Result<void>> Lattice::order(std::string operation, std::string data, TimePoint deadline) {
    auto const limit = std::min<TimePoint>(deadline, context_.clock.now() + order_limit);
    auto answer = co_await request_until(wadm_subject(plan_.name, operation), std::move(data), limit);
    Failure f;
    f.diagnostics.stage = "deploy";
    f.diagnostics.subject = "wadm's model." + operation;
    if (!answer) {
        f.code = answer.error().code == asio::error::timed_out ? error_code(errc::ready_timeout) : answer.error().code;
        f.diagnostics.expected = "an answer from wadm";
        co_return f;
    }
    auto const said = read_wadm_answer(*answer);
    if (said.accepted) co_return Result<void>{};
    f.code = errc::command_failed;
    f.diagnostics.stderr_tail = said.message;
    co_return f;
}

asio::awaitable<Result<void>> Lattice::deploy(Application application, TimePoint deadline, Timeline& timeline) {
    application_ = application.name;
    life_.begun();
    auto put = co_await order("put", manifest(application), deadline);
    if (!put) co_return put.error();
    timeline.mark("manifest_put", context_.clock.now());
    timeline.part_ends(StartPhase::load, *timeline.at("manifest_put"), "put");
    auto deployed = co_await order("deploy." + application_, "{}", deadline);
    if (!deployed) co_return deployed.error();
    progress_.ordered = context_.clock.now();
    timeline.mark("deployed", *progress_.ordered);
    timeline.part_ends(StartPhase::load, *progress_.ordered, "order");
    life_.done();
    co_return Result<void>{};
}

asio::awaitable<void> Lattice::keep_linked() {
    for (;;) {
        auto const now = context_.clock.now();
        co_await context_.clock.async_wait_until(context_.executor, now + link_check, asio::use_awaitable);
        // wadm tells its own worker of an order once, by way of a stream that copies others. An order that comes before that
        // copying has begun is lost for good (4 of 232 that were given as soon as wadm answered): wadm has said yes, its
        // status stays "undeployed", and nothing happens until it is told again. Where the worker itself was not told of the
        // host, only the host's next heartbeat makes it, after 30 s; the default limit of a start leaves time for that.
        // Its commands to the host are sent once, too (seen: the component runs, and for 30 s it is "putting link definition"):
        // it looks again by itself at a later heartbeat, and at once when it is told again.
        auto const waits = progress_.waiting_since();
        if (waits && context_.clock.now() - *waits >= (progress_.begun() ? command_patience : deploy_patience)) {
            progress_.ordered_again = context_.clock.now();
            co_await order("deploy." + application_, "{}", context_.clock.now() + status_limit);
            continue;
        }
        auto const since = progress_.complete();
        if (!since || context_.clock.now() - *since < link_patience) continue;
        // Usually wadm puts it again as soon as it is gone. In one moment with its removal it would be no change to
        // the host, which passes on changes only.
        auto const link = progress_.link;
        progress_.link_put_again = context_.clock.now();
        co_await request_until(link_subject(plan_.name, "del"), link, context_.clock.now() + status_limit);
        co_await context_.clock.async_wait_until(
            context_.executor, context_.clock.now() + link_settles, asio::use_awaitable);
        co_await request_until(link_subject(plan_.name, "put"), link, context_.clock.now() + status_limit);
    }
}

// Whatever goes wrong here, everything is ended in a moment anyway.
asio::awaitable<void> Lattice::undeploy(TimePoint deadline) {
    auto ordered = co_await order("undeploy." + application_, "{}", deadline);
    while (ordered && !progress_.undeployed() && !ended() && context_.clock.now() < deadline) co_await pause(deadline);
}

asio::awaitable<void> Lattice::stop(Daemon d, TimePoint deadline) {
    if (!child(d)) co_return;
    if (!child(d)->exited()) {
        child(d)->signal(SIGTERM);
        co_await until(context_, deadline, child_ends(*child(d)));
    }
}

asio::awaitable<Result<ExitReport>> Lattice::take_down(Duration grace) {
    auto const begin = context_.clock.now();
    auto const deadline = begin + grace;
    if (auto const gone = ended()) life_.lost(*gone);
    life_.end();
    bool aborted = false;
    while (!aborted && life_.next() != Step::remove_folder) {
        try {
            if (life_.next() == Step::undeploy) co_await undeploy(begin + grace / 2);
            if (life_.next() == Step::stop_host) co_await stop(Daemon::host, deadline);
            if (life_.next() == Step::stop_wadm) co_await stop(Daemon::wadm, deadline);
            if (life_.next() == Step::stop_nats) co_await stop(Daemon::nats, deadline);
        } catch (boost::system::system_error const& e) {
            if (e.code() != asio::error::operation_aborted) throw;
        }
        auto const state = co_await asio::this_coro::cancellation_state;
        aborted = state.cancelled() != asio::cancellation_type::none;
        life_.done();
    }
    auto const survivors = destroy();
    if (aborted) co_return Failure{asio::error::operation_aborted, {}};
    ExitReport report;
    if (child(Daemon::host)) report = child(Daemon::host)->exited().value_or(ExitReport{});
    if (survivors.empty()) co_return report;
    Diagnostics d;
    d.stage = "stop";
    for (auto const& s : survivors) d.subject += (d.subject.empty() ? "pid " : ", ") + std::to_string(s.pid);
    d.remedy = "end them by hand; a process that cannot be killed usually waits for a disk or device";
    co_return Failure{errc::leaked_processes, std::move(d)};
}

// Whose words explain why it does not go on: who has ended, else whom the step waits for.
Daemon Lattice::culprit() const {
    if (auto const gone = ended()) return *gone;
    switch (life_.next()) {
    case Step::start_nats:
    case Step::await_nats:
        return Daemon::nats;
    case Step::start_wadm:
    case Step::await_wadm:
        return Daemon::wadm;
    default:
        return Daemon::host;
    }
}

asio::awaitable<Failure> Lattice::explained(Failure failure) {
    auto& d = failure.diagnostics;
    if (life_.deployed() && !ended()) {
        auto answer = co_await request_until(
            wadm_subject(plan_.name, "status." + application_), {}, context_.clock.now() + status_limit);
        auto const status = answer ? to_string(read_wadm_status(*answer)) : std::string("does not answer");
        d.subject += (d.subject.empty() ? "" : ", ") + std::string("wadm's status: ") + status;
        if (progress_.ordered && !progress_.begun()) {
            auto queue = co_await request_until(
                event_queue_subject(plan_.name), {}, context_.clock.now() + status_limit);
            d.subject += ", its queue of events: " + (queue ? event_queue_in_words(*queue) : "does not answer");
        }
    }
    auto const who = culprit();
    auto const& process = child(who);
    if (!process) {
        destroy();
        co_return failure;
    }
    if (auto const report = process->exited()) {
        d.exit = report->describe();
        d.subject = std::string(program_name(who)) + (d.subject.empty() ? "" : ", " + d.subject);
    }
    destroy(); // its last words are complete then
    d.command = to_string(commands_[static_cast<std::size_t>(who)]);
    if (d.stderr_tail.empty()) d.stderr_tail = telling_line(process->error_output());
    if (d.stderr_tail.empty()) d.stderr_tail = telling_line(process->output());
    co_return failure;
}

} // namespace wasmbench::adapters::wasmcloud
