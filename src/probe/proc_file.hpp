#pragma once

#include <wasmbench/core/error.hpp>

#include <boost/system/result.hpp>

#include <string>

namespace wasmbench::probe::detail {

/// The whole text of a small file of the kernel, or the system's error. Such files have no size and are made
/// at the first read, so they are read until they end, at most 1 MiB.
boost::system::result<std::string> read_proc_file(std::string const& path);

/// "/proc/<pid>/<file>".
std::string proc_path(int pid, char const* file);

} // namespace wasmbench::probe::detail
