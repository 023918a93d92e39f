#pragma once

#include <wasmbench/core/unit.hpp>

#include <string>

namespace wasmbench {

/// What a value is of. The name is a path (`start/ready`, `http/service_time`, `memory/pss`); the unit is a
/// field of its own and never part of the name.
struct Metric {
    std::string name;
    Unit unit = Unit::count;

    friend bool operator==(Metric const&, Metric const&) = default;
};

} // namespace wasmbench
