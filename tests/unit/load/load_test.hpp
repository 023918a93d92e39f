#pragma once

#include "support/fault_server.hpp"

#include <wasmbench/load/load_plan.hpp>
#include <wasmbench/load/load_result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string_view>

namespace wasmbench::load {

/// For Catch2's messages.
inline std::ostream& operator<<(std::ostream& out, LoadCounts const& c) {
    out << "planned " << c.planned << " = ok " << c.ok << " + failed " << c.failed() << " + outstanding "
        << c.outstanding << " + never sent " << c.never_sent;
    for (auto const e : all_error_classes)
        if (c.error(e) != 0) out << ", " << to_string(e) << ' ' << c.error(e);
    return out;
}

} // namespace wasmbench::load

namespace wasmbench::load::test {

using wasmbench::test::Fault;
using wasmbench::test::FaultServer;
using wasmbench::test::RefusingPort;
using wasmbench::test::SilentPort;

/// A load of the fault server that knows its right answer. The response timeout is far beyond what any answer
/// takes, however busy the machine is; tests of timeouts set their own.
inline LoadPlan plan_for(std::uint16_t port, std::uint64_t requests) {
    LoadPlan plan;
    plan.endpoint.port = port;
    plan.check = [](std::string_view body) { return body == FaultServer::body; };
    plan.options.stop.requests = requests;
    plan.options.timeouts.response = std::chrono::seconds(30);
    return plan;
}

/// What the client must make of a fault; nullopt: a correct answer.
inline std::optional<ErrorClass> class_of(Fault fault) {
    switch (fault) {
    case Fault::none:
    case Fault::chunked:
    case Fault::byte_by_byte:
    case Fault::connection_close:
    case Fault::close_after:
    case Fault::until_close:
    case Fault::interim:
    case Fault::slow:
        return std::nullopt;
    case Fault::close_before_answer:
    case Fault::close_mid_body:
    case Fault::reset:
        return ErrorClass::reset;
    case Fault::hang:
        return ErrorClass::first_byte_timeout;
    case Fault::long_length:
    case Fault::endless_chunks:
    case Fault::trickle:
        return ErrorClass::response_timeout;
    case Fault::unavailable:
        return ErrorClass::bad_status;
    case Fault::wrong_body:
    case Fault::nul_body:
        return ErrorClass::bad_body;
    case Fault::short_length:
    case Fault::garbage:
    case Fault::huge_header:
    case Fault::bad_chunk:
    case Fault::nul_header:
    case Fault::endless_header:
    case Fault::endless_line:
    case Fault::endless_body:
    case Fault::endless_trailer:
    case Fault::interim_storm:
        return ErrorClass::protocol;
    }
    return ErrorClass::other;
}

} // namespace wasmbench::load::test
