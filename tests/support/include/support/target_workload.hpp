#pragma once

#include <wasmbench/testing/stand_in.hpp>

#include <string>
#include <utility>

#include <support/paths.hpp>

namespace wasmbench::tests {

/// The kit's, with the target that this build has made.
class TargetWorkload final : public testing::StandIn {
public:
    TargetWorkload(Kind kind, std::string mode)
        : testing::StandIn(kind, std::move(mode), support::test_target()) {}
    TargetWorkload(Kind kind, std::string name, Artifacts only)
        : testing::StandIn(kind, std::move(name), std::move(only)) {}
};

struct TargetWorkloads : testing::StandIns {
    TargetWorkloads()
        : testing::StandIns(support::test_target()) {}
};

} // namespace wasmbench::tests
