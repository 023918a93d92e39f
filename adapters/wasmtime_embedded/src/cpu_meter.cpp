#include "cpu_meter.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

// Where the system does not account threads apart (macOS), the process stands for the thread.
#ifdef RUSAGE_THREAD
constexpr int of_thread = RUSAGE_THREAD;
#else
constexpr int of_thread = RUSAGE_SELF;
#endif

ResourceUsage usage(int who) {
    rusage r{};
    ::getrusage(who, &r);
    auto const seconds = [](timeval const& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
    };
    auto const count = [](long n) { return static_cast<std::uint64_t>(std::max(n, 0L)); };
    ResourceUsage u;
    u.user_seconds = seconds(r.ru_utime);
    u.system_seconds = seconds(r.ru_stime);
    u.minor_faults = count(r.ru_minflt);
    u.major_faults = count(r.ru_majflt);
    u.voluntary_switches = count(r.ru_nvcsw);
    u.involuntary_switches = count(r.ru_nivcsw);
    return u;
}

} // namespace

ResourceUsage sum(ResourceUsage const& a, ResourceUsage const& b) {
    return {a.user_seconds + b.user_seconds, a.system_seconds + b.system_seconds, 0,
        a.minor_faults + b.minor_faults, a.major_faults + b.major_faults,
        a.voluntary_switches + b.voluntary_switches, a.involuntary_switches + b.involuntary_switches};
}

// Never below zero: the kernel may scale user and system time of a thread anew between two readings.
ResourceUsage difference(ResourceUsage const& a, ResourceUsage const& b) {
    auto const less = [](auto x, auto y) { return x > y ? x - y : decltype(x){}; };
    return {less(a.user_seconds, b.user_seconds), less(a.system_seconds, b.system_seconds), 0,
        less(a.minor_faults, b.minor_faults), less(a.major_faults, b.major_faults),
        less(a.voluntary_switches, b.voluntary_switches),
        less(a.involuntary_switches, b.involuntary_switches)};
}

CpuMeter::CpuMeter()
    : begin_(usage(of_thread)) {}

ResourceUsage CpuMeter::read() const {
    return sum(difference(usage(of_thread), begin_), others_);
}

CpuMeter::WholeProcess::WholeProcess(CpuMeter& meter)
    : meter_(meter)
    , process_(usage(RUSAGE_SELF))
    , thread_(usage(of_thread)) {}

CpuMeter::WholeProcess::~WholeProcess() {
    auto const all = difference(usage(RUSAGE_SELF), process_);
    auto const own = difference(usage(of_thread), thread_);
    meter_.others_ = sum(meter_.others_, difference(all, own));
}

} // namespace wasmbench::adapters::wasmtime_embedded
