#pragma once

#include <wasmbench/core/error.hpp>

namespace wasmbench::testing {

/// How an asynchronous operation `void(error_code, T)` ended.
template <class T>
struct Outcome {
    error_code error;
    T value;
};

} // namespace wasmbench::testing
