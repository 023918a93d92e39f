#include "trial_store.hpp"

#include "trial_run.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

namespace wasmbench::plan {
namespace {

using namespace std::chrono_literals;

constexpr auto ready_within = 10s; // it takes 10 ms
constexpr auto between_tries = 2ms;

/// Whether a store answers at `at` now. The protocol's inline form, which its servers take from people too.
asio::awaitable<bool> answers_ping(RunContext& context, HttpEndpoint const& at) {
    constexpr std::string_view ping = "PING\r\n", pong = "+PONG\r\n";
    error_code ec;
    auto const connection = co_await context.connector.async_connect(
        context.executor, at, asio::redirect_error(asio::use_awaitable, ec));
    if (ec || co_await is_cancelled()) co_return false;
    auto const question = asio::buffer(ping);
    co_await connection->async_write(question, asio::redirect_error(asio::use_awaitable, ec));
    std::string got;
    std::array<char, 64> piece;
    auto const into = asio::buffer(piece);
    while (!ec && got.size() < pong.size()) {
        if (co_await is_cancelled()) co_return false;
        auto const n = co_await connection->async_read_some(into, asio::redirect_error(asio::use_awaitable, ec));
        got.append(piece.data(), ec ? 0 : n);
    }
    co_return got == pong;
}

/// Ends when it answers, when it has ended, or when this is cancelled: whether it answered.
asio::awaitable<bool> await_answer(RunContext& context, HttpEndpoint const& at, Child const& child) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        if (co_await answers_ping(context, at)) co_return true;
        if (child.exited() || co_await is_cancelled()) co_return false;
        error_code ignored;
        auto const next = context.clock.now() + between_tries;
        co_await context.clock.async_wait_until(
            context.executor, next, asio::redirect_error(asio::use_awaitable, ignored));
    }
}

asio::awaitable<void> pass(RunContext& context, TimePoint when) {
    co_await asio::this_coro::throw_if_cancelled(false);
    error_code ignored;
    co_await context.clock.async_wait_until(
        context.executor, when, asio::redirect_error(asio::use_awaitable, ignored));
}

Failure no_answer(Child const& child, Command const& command, HttpEndpoint const& at) {
    Diagnostics d;
    d.stage = "start the store";
    d.subject = at.host_and_port();
    d.command = to_string(command);
    d.stderr_tail = child.error_output().empty() ? child.output() : child.error_output(); // Redis has but one log
    if (auto const end = child.exited()) {
        d.exit = end->describe();
        return {errc::exited_before_ready, std::move(d)};
    }
    d.expected = "an answer to PING within 10 s";
    return {errc::ready_timeout, std::move(d)};
}

} // namespace

void skip_without_store(std::vector<ResolvedRow>& rows, std::optional<std::filesystem::path> const& program) {
    for (auto& row : rows) {
        if (row.skip_reason || !row.workload->needs().has(Capability::store)) continue;
        if (!program)
            row.skip_reason = no_store;
        else if (row.beside.empty() && !row.row.firewall)
            row.skip_reason = "no address of this machine is known at which what " + row.row.runtime +
                              " starts would reach a store";
    }
}

Command store_command(
    RunContext const& context, std::filesystem::path const& program, std::string const& host, std::uint16_t port) {
    Command c;
    c.program = program;
    // Protected mode would refuse whoever comes from a container; only the one address is listened at.
    c.arguments = {"--bind", host, "--port", std::to_string(port), "--save", "", "--appendonly", "no", "--hz", "1",
        "--protected-mode", "no", "--daemonize", "no", "--dir", context.scratch.string()};
    c.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C"};
    c.working_directory = context.scratch;
    if (context.log_stem) c.log_stem = context.log_stem->string() + "-store";
    return c;
}

asio::awaitable<Result<void>> TrialStore::start(RunContext& context, std::filesystem::path program, std::string host) {
    auto const port = context.connector.free_port(host);
    if (!port) co_return port.error();
    auto const command = store_command(context, program, host, *port);
    auto launched = context.launcher.launch(context.executor, command);
    if (!launched) co_return launched.error();
    child_ = std::move(*launched);
    HttpEndpoint at; // what a connector takes; no HTTP is spoken
    at.host = host;
    at.port = *port;
    using namespace asio::experimental::awaitable_operators;
    auto const deadline = context.clock.now() + ready_within;
    auto const first = co_await (await_answer(context, at, *child_) || pass(context, deadline));
    if (co_await is_cancelled()) co_return Failure{asio::error::operation_aborted, {}};
    if (first.index() != 0 || !std::get<0>(first)) co_return no_answer(*child_, command, at);
    context.store = at.host_and_port();
    co_return Result<void>{};
}

std::optional<ProcessPart> TrialStore::part() const {
    if (!child_) return std::nullopt;
    ProcessPart part{"store", child_->identity()};
    part.process.role = Role::shared_daemon; // beside the instance, charged to nobody
    return part;
}

} // namespace wasmbench::plan
