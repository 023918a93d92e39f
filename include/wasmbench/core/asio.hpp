#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

namespace wasmbench {

/// The one spelling of Asio inside the library.
namespace asio = boost::asio;

} // namespace wasmbench
