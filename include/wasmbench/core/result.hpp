#pragma once

#include <wasmbench/core/error.hpp>

#include <boost/system/result.hpp>

namespace wasmbench {

/// A value or a Failure. `value()` throws wasmbench::Error when there is none.
template <class T>
using Result = boost::system::result<T, Failure>;

} // namespace wasmbench
