// Runtimes whose instances are wrong once they have started.

#include "faults.hpp"
#include "listener.hpp"

#include <wasmbench/core/process_table.hpp>

#include <boost/asio/error.hpp>

#include <csignal>
#include <set>

#include <unistd.h>

namespace wasmbench::tests {
namespace {

// Once a service of the mode has started.
Spoil after_start_of(std::string mode, std::function<void(SpoiltStart&, SpoiltInstance&)> change) {
    Spoil s;
    s.after_start = [mode, change](SpoiltStart& start, error_code&, InstancePtr& instance) {
        if (instance && start.is(mode)) change(start, spoilt(instance));
    };
    return s;
}

Spoil after_stop(std::function<void(int, error_code&, ExitReport&)> change) {
    Spoil s;
    s.after_start = [change](SpoiltStart&, error_code&, InstancePtr& instance) {
        if (instance) spoilt(instance).after_stop = change;
    };
    return s;
}

Spoil answers_elsewhere(std::function<bool(int asked)> when) {
    return after_start_of("serve", [when](SpoiltStart&, SpoiltInstance& i) {
        i.answers_at = [when](int asked, HttpEndpoint& e) {
            if (when(asked)) e.host = "127.0.0.9"; // nobody listens there
        };
    });
}

// A process beside the instance, which is named or not, and which ends in a stop or with the instance, or only with the
// runtime, where it should have gone already.
enum class Ends { in_stop_only, in_destructor_only };

Spoil with_idler(std::string mode, Ends ends) {
    auto const outlived = std::make_shared<std::shared_ptr<Idler>>(); // gone with the runtime
    return after_start_of(mode, [ends, outlived](SpoiltStart& start, SpoiltInstance& i) {
        if (start.watched) return; // who was told of the processes would miss it
        auto idler = std::make_shared<std::shared_ptr<Idler>>(std::make_shared<Idler>());
        i.tree.roots.push_back((*idler)->identity());
        if (ends == Ends::in_stop_only) {
            i.after_stop = [idler](int, error_code&, ExitReport&) { idler->reset(); };
            i.on_destroy = [idler, outlived](bool) { *outlived = std::move(*idler); };
        } else {
            i.on_destroy = [idler](bool) { idler->reset(); };
        }
    });
}

} // namespace

std::vector<Fault> instance_faults() {
    return {
        // Who does not answer once does not answer again and again.
        {"start: ", [] { return answers_elsewhere([](int asked) { return asked == 1; }); }, {"endpoint: ", "own network: "}},
        {"endpoint: ", [] { return answers_elsewhere([](int asked) { return asked > 2; }); }},
        {"timeline: ",
            [] {
                return after_start_of("serve", [](SpoiltStart&, SpoiltInstance& i) {
                    i.marks.mark(marks::first_byte, *i.marks.at(marks::ready) + std::chrono::seconds(1));
                });
            }},
        {"processes: alive",
            [] {
                Spoil s;
                s.tree = [](SpoiltStart&, ProcessTree& t) { t.roots.front().start_ticks = 0; };
                return s;
            }},
        {"processes: announced",
            [] {
                Spoil s;
                s.after_start = [](SpoiltStart& start, error_code&, InstancePtr& instance) {
                    if (instance && start.is("serve") && start.watched) spoilt(instance).tree.roots.clear();
                };
                return s;
            }},
        {"processes: a program",
            [] {
                Spoil s;
                s.after_start = [](SpoiltStart& start, error_code&, InstancePtr& instance) {
                    if (instance && start.is("print") && start.watched) spoilt(instance).tree.roots.clear();
                };
                return s;
            }},
        {"processes: nothing runs beside",
            [] {
                return after_start_of("serve", [](SpoiltStart&, SpoiltInstance& i) {
                    i.on_destroy = [idler = std::make_shared<Idler>()](bool) {};
                });
            }},
        {"own network: ",
            [] {
                Spoil s;
                s.before_start = [](SpoiltStart& start) { start.context.host = "127.0.0.1"; };
                return s;
            }},
        // The start of a second one ends the first.
        {"instances: ",
            [] {
                auto const alive = std::make_shared<std::set<int>>();
                return after_start_of("serve", [alive](SpoiltStart&, SpoiltInstance& i) {
                    for (int pid : *alive) ::kill(pid, SIGKILL);
                    auto const pid = i.tree.roots.front().pid;
                    alive->insert(pid);
                    i.on_destroy = [alive, pid](bool) { alive->erase(pid); };
                });
            }},
        {"stop: ends it",
            [] {
                return after_start_of("serve", [](SpoiltStart&, SpoiltInstance& i) {
                    i.after_stop = [](int, error_code&, ExitReport& r) { r.forced = true; };
                });
            }},
        {"stop: a second",
            [] {
                return after_stop([](int nth, error_code&, ExitReport& r) {
                    r.usage.minor_faults += static_cast<std::uint64_t>(nth - 1);
                });
            }},
        {"stop: the port",
            [] {
                return after_start_of("serve", [](SpoiltStart& start, SpoiltInstance& i) {
                    auto const kept = std::make_shared<std::unique_ptr<Listener>>();
                    i.after_stop = [kept, port = start.port](int, error_code&, ExitReport&) {
                        *kept = std::make_unique<Listener>(port);
                    };
                });
            }},
        {"stop: what died",
            [] {
                return after_start_of("serve", [](SpoiltStart&, SpoiltInstance& i) {
                    i.after_stop = [](int nth, error_code& ec, ExitReport& r) {
                        if (nth == 1 && r.signal == SIGKILL && !r.forced) ec = errc::leaked_processes;
                    };
                });
            }},
        {"stop: kills what", [] { return after_stop([](int, error_code&, ExitReport& r) { r.forced = false; }); }},
        {"stop: ends grandchildren", [] { return with_idler("fork-child", Ends::in_destructor_only); }},
        // Starts that a cancellation came too late for are ended in the same way.
        {"destructor: ends it", [] { return with_idler("serve", Ends::in_stop_only); }, {"cancel: a start, at any call"}},
        {"destructor: ends grandchildren", [] { return with_idler("fork-child", Ends::in_stop_only); }},
        {"cancel: a stop",
            [] {
                return after_stop([](int, error_code& ec, ExitReport&) {
                    if (ec == asio::error::operation_aborted) ec = {};
                });
            }},
        {"program: output",
            [] {
                return after_start_of("print", [](SpoiltStart&, SpoiltInstance& i) {
                    i.marks.mark(marks::spawned, *i.marks.at(marks::launch) - std::chrono::seconds(1));
                });
            }},
        {"leaks: ten starts",
            [] {
                return after_start_of("serve", [served = 0](SpoiltStart&, SpoiltInstance&) mutable {
                    if (++served != 6) return;
                    auto name = (std::filesystem::temp_directory_path() / "left-XXXXXX").string();
                    ::close(::mkstemp(name.data()));
                });
            }},
        {"leaks: no descriptor",
            [] {
                // All that are left are closed with the runtime, so that no other clause runs out of them.
                auto const left = std::make_shared<std::vector<std::unique_ptr<Listener>>>();
                return after_start_of("serve", [left](SpoiltStart&, SpoiltInstance&) {
                    left->push_back(std::make_unique<Listener>(std::uint16_t{0}));
                });
            }},
    };
}

} // namespace wasmbench::tests
