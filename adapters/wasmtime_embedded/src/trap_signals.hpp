#pragma once

#include "c_api.hpp"

#include <csignal>
#include <utility>
#include <vector>

namespace wasmbench::adapters::wasmtime_embedded {

/// The signal handlers through which Wasmtime learns of a trap. It installs them once in the life of a
/// process, with its first engine. Whoever installs another one after that (a test framework, a crash
/// reporter) turns each trap of a Wasm program into the end of the harness.
class TrapSignals {
public:
    /// To be made where the library has just been loaded and has no engine yet.
    explicit TrapSignals(CApi const& api);

    /// Puts Wasmtime's handlers back where others have taken their place. They pass on what is not theirs.
    void reinstate() const;

private:
    std::vector<std::pair<int, struct sigaction>> handlers_;
};

} // namespace wasmbench::adapters::wasmtime_embedded
