#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace wasmbench::load {

/// Why a request has no correct answer. Every failed request is in exactly one class: the first that applies.
/// There is none for names: they are resolved once, before a run, and one that cannot be is a bad plan.
enum class ErrorClass {
    refused, ///< nobody listens
    reset,   ///< the peer closed or reset the connection before the response was complete, or before it began
    connect_timeout,    ///< no connection within Timeouts::connect
    first_byte_timeout, ///< not one byte of the response within Timeouts::response
    response_timeout,   ///< a response was begun, and not complete within Timeouts::response
    bad_status,         ///< a well-formed response with another status than the expected one
    bad_body,           ///< the expected status, and a body that the check refuses
    protocol,           ///< not HTTP/1.1, a header or body above its limit, or bytes after the response
    other               ///< any other error of the operating system: no descriptors, no route
};

inline constexpr std::array all_error_classes{ErrorClass::refused, ErrorClass::reset,
    ErrorClass::connect_timeout, ErrorClass::first_byte_timeout, ErrorClass::response_timeout,
    ErrorClass::bad_status, ErrorClass::bad_body, ErrorClass::protocol, ErrorClass::other};

inline constexpr std::size_t error_class_count = all_error_classes.size();

/// The name of a class in results and in messages.
constexpr std::string_view to_string(ErrorClass c) noexcept {
    switch (c) {
    case ErrorClass::refused:
        return "refused";
    case ErrorClass::reset:
        return "reset";
    case ErrorClass::connect_timeout:
        return "connect_timeout";
    case ErrorClass::first_byte_timeout:
        return "first_byte_timeout";
    case ErrorClass::response_timeout:
        return "response_timeout";
    case ErrorClass::bad_status:
        return "bad_status";
    case ErrorClass::bad_body:
        return "bad_body";
    case ErrorClass::protocol:
        return "protocol";
    case ErrorClass::other:
        return "other";
    }
    return "other";
}

} // namespace wasmbench::load
