#pragma once

#include <wasmbench/core/exit_report.hpp>

namespace wasmbench::adapters::wasmtime_embedded {

/// CPU time of one piece of work: of the thread that makes the meter, and within a `WholeProcess` of all
/// threads of the process, because Wasmtime compiles on all cores. Used from that thread only.
class CpuMeter {
public:
    CpuMeter();

    /// What was used since the meter was made. No peak of memory: that is the process's.
    ResourceUsage read() const;

    class WholeProcess {
    public:
        explicit WholeProcess(CpuMeter& meter);
        ~WholeProcess();
        WholeProcess(WholeProcess const&) = delete;
        WholeProcess& operator=(WholeProcess const&) = delete;

    private:
        CpuMeter& meter_;
        ResourceUsage process_;
        ResourceUsage thread_;
    };

private:
    ResourceUsage begin_;
    ResourceUsage others_; ///< of other threads, within WholeProcess
};

/// a + b and a - b, field by field; max_resident_bytes stays 0.
ResourceUsage sum(ResourceUsage const& a, ResourceUsage const& b);
ResourceUsage difference(ResourceUsage const& a, ResourceUsage const& b);

} // namespace wasmbench::adapters::wasmtime_embedded
