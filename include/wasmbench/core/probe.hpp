#pragma once

#include <wasmbench/core/availability.hpp>
#include <wasmbench/core/metric.hpp>
#include <wasmbench/core/process_identity.hpp>
#include <wasmbench/core/time.hpp>

#include <span>
#include <string_view>

namespace wasmbench {

/// Reads many named values of an instance at one moment.
///
/// It is attached to the process tree, not to the Instance, because a one-shot has ended when its Instance
/// exists (docs/design/001-probe-attaches-to-processes.md). Thread safety: one object is used by one thread
/// at a time.
class Probe {
public:
    Probe() = default;
    Probe(Probe const&) = delete;
    Probe& operator=(Probe const&) = delete;
    virtual ~Probe() = default;

    /// Unique in a Catalog: "memory". Constant.
    virtual std::string_view name() const noexcept = 0;

    /// Whether it can work on this machine at all.
    virtual Availability availability() const = 0;

    /// What sample() writes, in this order; constant over the probe's life.
    virtual std::span<Metric const> metrics() const noexcept = 0;

    /// How often it is worth asking.
    virtual Duration period() const noexcept = 0;

    /// Begins to watch; forgets what was watched before.
    virtual Availability attach(ProcessTree const&) = 0;

    /// Writes one value per metric into `out` (size: metrics().size()); NaN for what cannot be read now.
    /// Never throws for a process that has gone.
    virtual void sample(TimePoint now, std::span<double> out) = 0;

    /// Ends the watching; without an attach() before it does nothing.
    virtual void detach() noexcept = 0;
};

} // namespace wasmbench
