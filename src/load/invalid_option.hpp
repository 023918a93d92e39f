#pragma once

#include <wasmbench/core/error.hpp>

#include <string>
#include <utility>

namespace wasmbench::load {

/// The failure of every bad option of a load: `subject` is the option with its value, `expected` what it
/// should be.
inline Failure invalid_option(
    std::string stage, std::string subject, std::string expected, std::string remedy = {}) {
    Diagnostics d;
    d.stage = std::move(stage);
    d.subject = std::move(subject);
    d.expected = std::move(expected);
    d.remedy = std::move(remedy);
    return {errc::invalid_option, std::move(d)};
}

} // namespace wasmbench::load
