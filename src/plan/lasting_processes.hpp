#pragma once

#include <wasmbench/core/process_identity.hpp>

#include <string>
#include <vector>

namespace wasmbench::plan {

/// The processes that an instance consisted of when it was ready, its roots and named parts: figures of one that has lost any of
/// them since are figures of something else. Those that are not seen in the process table at the begin (another machine's, a
/// double's) are not asked about later.
class LastingProcesses {
public:
    explicit LastingProcesses(ProcessTree const& tree);

    /// Those that have ended since, for a person: "nats (process 4711)"; empty while all are there.
    std::string ended() const;
    /// Whether the first root is among them: the process of which the instance's exit report is.
    bool main_ended() const;

private:
    std::vector<ProcessPart> seen_;
    ProcessIdentity main_; ///< pid 0: none is seen
};

} // namespace wasmbench::plan
