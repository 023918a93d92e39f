#pragma once

#include <CLI/CLI.hpp>

#include <map>
#include <string>

namespace wasmbench::tool {

/// Makes seconds of what a person writes as a time: "10s", "500ms", "20m"; a bare number is seconds.
inline CLI::AsNumberWithUnit seconds() {
    static std::map<std::string, double> const units{
        {"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
    return CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME");
}

} // namespace wasmbench::tool
