#pragma once

// Boost.Process v2 with std::filesystem. In 1.81 it uses boost::optional and two type traits without
// including them when BOOST_PROCESS_USE_STD_FS is set, so the order of these lines matters.
// clang-format off
#include <boost/optional.hpp>
#include <boost/type_traits/is_constructible.hpp>
#include <boost/type_traits/remove_pointer.hpp>
#include <boost/process/v2/environment.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
// clang-format on
