#include "trap_signals.hpp"

#include "code.hpp"

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

struct sigaction current(int signal) {
    struct sigaction action {};
    ::sigaction(signal, nullptr, &action);
    return action;
}

} // namespace

TrapSignals::TrapSignals(CApi const& api) {
    constexpr int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
    std::vector<struct sigaction> before;
    for (int s : signals) before.push_back(current(s));
    auto const engine = make_engine(api, Settings{});
    for (std::size_t i = 0; i < std::size(signals); ++i) {
        auto const now = current(signals[i]);
        if (now.sa_sigaction != before[i].sa_sigaction) handlers_.emplace_back(signals[i], now);
    }
}

void TrapSignals::reinstate() const {
    for (auto const& [signal, action] : handlers_)
        if (current(signal).sa_sigaction != action.sa_sigaction) ::sigaction(signal, &action, nullptr);
}

} // namespace wasmbench::adapters::wasmtime_embedded
