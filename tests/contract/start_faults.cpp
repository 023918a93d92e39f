// Runtimes whose starts fail, or are cancelled, in a wrong way.

#include "faults.hpp"
#include "listener.hpp"

#include <boost/asio/error.hpp>

#include <filesystem>

#include <unistd.h>

namespace wasmbench::tests {
namespace {

using Change = std::function<void(SpoiltStart&, error_code&)>;

// When a start of the mode ends with this error; "": of any mode.
Spoil when_it_ends(error_code wanted, std::string mode, Change change) {
    Spoil s;
    s.after_start = [=](SpoiltStart& start, error_code& ec, InstancePtr&) {
        if (ec == wanted && (mode.empty() || start.is(mode))) change(start, ec);
    };
    return s;
}

Spoil says_otherwise(error_code wanted, std::string mode, error_code instead) {
    return when_it_ends(wanted, std::move(mode), [=](SpoiltStart&, error_code& ec) { ec = instead; });
}

// The native adapter looks at the artifact when it prepares.
Spoil prepare_says_otherwise(error_code wanted, error_code instead) {
    Spoil s;
    s.prepared = [=](bool, error_code& ec, Prepared&) {
        if (ec == wanted) ec = instead;
    };
    return s;
}

Spoil aborted_is_another_error(std::string mode) {
    return says_otherwise(asio::error::operation_aborted, std::move(mode), errc::unavailable);
}

// A cancelled start of the service, cancelled before it was announced or not, and to a caller who wanted to know or not.
Spoil aborted_is_another_error_if(bool before, bool watched) {
    return when_it_ends(asio::error::operation_aborted, "serve", [=](SpoiltStart& start, error_code& ec) {
        if (start.cancelled_before == before && start.watched == watched) ec = errc::unavailable;
    });
}

void leave_a_file() {
    auto name = (std::filesystem::temp_directory_path() / "left-XXXXXX").string();
    ::close(::mkstemp(name.data()));
}

} // namespace

std::vector<Fault> start_faults() {
    return {
        {"failure: a missing", [] { return prepare_says_otherwise(errc::artifact_missing, errc::unavailable); }},
        {"failure: an early death",
            [] {
                return when_it_ends(errc::exited_before_ready, "",
                    [](SpoiltStart& start, error_code&) { start.context.diagnostics.stderr_tail.clear(); });
            }},
        {"failure: a server that never listens",
            [] { return says_otherwise(errc::ready_timeout, "never-listen", errc::exited_before_ready); }},
        {"failure: a server that never answers",
            [] {
                Spoil s;
                s.before_start = [](SpoiltStart& start) {
                    if (start.is("never-ready")) start.spec.ready_within /= 2;
                };
                return s;
            }},
        {"failure: a wrong answer",
            [] {
                return when_it_ends(errc::wrong_answer, "wrong-answer",
                    [](SpoiltStart& start, error_code&) { start.context.diagnostics.expected.clear(); });
            }},
        {"failure: a workload for none", [] { return prepare_says_otherwise(errc::unsupported, errc::unavailable); }},
        {"failure: any call",
            [] {
                return when_it_ends(
                    asio::error::broken_pipe, "", [](SpoiltStart&, error_code&) { leave_a_file(); });
            }},
        {"failure: the context",
            [] {
                Spoil s;
                s.after_start = [first = true, spoilt = false](
                                    SpoiltStart& start, error_code& ec, InstancePtr& instance) mutable {
                    if (std::exchange(first, false)) spoilt = ec == errc::exited_before_ready;
                    if (!spoilt || ec) return;
                    instance.reset();
                    ec = errc::unavailable;
                    start.context.diagnostics = {};
                };
                return s;
            }},
        {"failure: a wrong output", [] { return says_otherwise(errc::wrong_answer, "print", errc::command_failed); }},
        {"failure: a program that fails", [] { return says_otherwise(errc::command_failed, "fail", {}); }},
        {"failure: a program that hangs",
            [] {
                return when_it_ends(errc::ready_timeout, "hang",
                    [](SpoiltStart& start, error_code&) { start.context.diagnostics.stage.clear(); });
            }},
        {"cancel: a start, at once", [] { return aborted_is_another_error_if(true, false); }},
        {"cancel: a start, as soon", [] { return aborted_is_another_error_if(false, true); }},
        {"cancel: a start, at any call", [] { return aborted_is_another_error_if(false, false); }},
        {"cancel: a start, at four", [] { return aborted_is_another_error("never-listen"); }},
        {"cancel: a start, at five",
            [] { return says_otherwise(asio::error::operation_aborted, "never-ready", errc::ready_timeout); }},
        {"cancel: a start, and its port",
            [] {
                auto const kept = std::make_shared<std::unique_ptr<Listener>>(); // goes with the runtime
                return when_it_ends(asio::error::operation_aborted, "never-ready",
                    [kept](SpoiltStart& start, error_code&) { *kept = std::make_unique<Listener>(start.port); });
            }},
        {"cancel: a program, at any call", [] { return aborted_is_another_error("print"); }},
        {"cancel: a program that runs", [] { return aborted_is_another_error("hang"); }},
        {"program: runs again",
            [] {
                Spoil s;
                s.after_start = [last = std::string()](
                                    SpoiltStart& start, error_code& ec, InstancePtr& instance) mutable {
                    bool const again = start.is("print") && last == start.mode;
                    last = start.mode;
                    if (!again || ec) return;
                    instance.reset();
                    ec = errc::command_failed;
                };
                return s;
            }},
        {"leaks: home",
            [] {
                Spoil s;
                s.command = [](Command& c) {
                    for (auto& variable : c.environment)
                        if (variable.starts_with("HOME=")) variable = "HOME=/";
                };
                return s;
            }},
    };
}

} // namespace wasmbench::tests
