#pragma once

#include <support/paths.hpp>

#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/system.hpp>
#include <wasmbench/selfcheck/program_workload.hpp>
#include <wasmbench/selfcheck/start_bench.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <algorithm>
#include <memory>
#include <string>

namespace wasmbench::validation {

inline selfcheck::ProgramWorkload hello() {
    return {support::binary_dir() / "bin/wasmbench-hello", {}, "hello"};
}

/// SHA-256 over so many updates: CPU and nothing else.
inline selfcheck::ProgramWorkload cpu_task(long updates) {
    return {support::binary_dir() / "bin/wasmbench-cpu-hash", {std::to_string(updates)}, "iterations="};
}

/// Native programs on the real machine, through the native adapter.
class ProgramBench {
    std::unique_ptr<Launcher> launcher_ = make_posix_launcher();
    std::unique_ptr<Connector> connector_ = make_tcp_connector();
    std::unique_ptr<Clock> clock_ = make_system_clock();
    testing::ScratchFolder scratch_;
    std::unique_ptr<Runtime> native_ = adapters::make_native();
    selfcheck::StartBench bench_{*launcher_, *connector_, *clock_, scratch_.path()};

public:
    /// Seconds from the launch to the end of the program.
    double run(Workload const& program) { return bench_.seconds_to_ready(*native_, program); }

    /// The updates for which cpu_task() takes that long, found by trying on the machine as it is now.
    long updates_for(double seconds) {
        constexpr long tried = 100'000;
        double best[2] = {1e9, 1e9}; // the quickest of several: what is not the task only ever adds
        for (int i = 0; i < 7; ++i) {
            best[0] = std::min(best[0], run(cpu_task(1)));
            best[1] = std::min(best[1], run(cpu_task(tried)));
        }
        auto const each = (best[1] - best[0]) / static_cast<double>(tried);
        return std::max(1L, static_cast<long>((seconds - best[0]) / each));
    }
};

} // namespace wasmbench::validation
