#pragma once

#include <string>

namespace wasmbench::validation {

/// What others did to the machine since this object was made: the excuse of a target that was missed, if there is one.
class ForeignWork {
public:
    ForeignWork();

    /// Empty when the machine was ours: others used at most 10 % of it and the hypervisor took at most 2 %. Otherwise what
    /// they did, for a row: "others used 43 % of the CPUs". `ours`: CPU seconds of processes of ours that still run.
    std::string remark(double ours = 0) const;

private:
    struct Times {
        double used = 0;   ///< CPU seconds of all CPUs
        double stolen = 0;
        double own = 0;    ///< of this process and the children it has waited for
        double wall = 0;
    };
    static Times now();

    Times begin_;
    long cpus_;
};

} // namespace wasmbench::validation
