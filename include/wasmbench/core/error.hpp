#pragma once

#include <wasmbench/core/diagnostics.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <string>
#include <type_traits>
#include <utility>

namespace wasmbench {

using boost::system::error_code;

/// The library's own errors. Errors of the operating system keep their own category.
enum class errc {
    /// The runtime or tool is not installed or cannot be used here.
    unavailable = 1,
    /// The runtime cannot do what the workload needs.
    unsupported,
    /// A file that should be run does not exist or is not of the right kind.
    artifact_missing,
    /// An option has a value that means nothing, or its name is not known.
    invalid_option,
    /// The process ended before its first correct answer.
    exited_before_ready,
    /// No correct answer came within the time allowed.
    ready_timeout,
    /// An answer came and it was not the expected one.
    wrong_answer,
    /// A program ended with a status other than 0.
    command_failed,
    /// Processes of the instance were still alive after everything was done to end them.
    leaked_processes,
    /// A step before the start (compile, build, pull) failed.
    prepare_failed,
    /// A cache was not in the state that the row's key says; the trial is discarded.
    wrong_temperature,
    /// The peer sent something that is not HTTP/1.1.
    protocol_error,
    /// A file of results could not be read or written.
    results_io,
    /// A file of results or a plan does not have the expected shape.
    malformed_input,
    /// The packets of the load did not pass the rules that the row states.
    firewall_bypassed,
    /// A process of the instance ended while the instance was measured.
    instance_ended,
    /// An instance that was ready has ceased to answer, or answers less than half of its requests.
    not_answered,
};

namespace detail {

class Category final : public boost::system::error_category {
public:
    char const* name() const noexcept override { return "wasmbench"; }
    std::string message(int value) const override {
        switch (static_cast<errc>(value)) {
        case errc::unavailable:
            return "not available on this machine";
        case errc::unsupported:
            return "not supported by this runtime";
        case errc::artifact_missing:
            return "the file to run is missing or of the wrong kind";
        case errc::invalid_option:
            return "invalid option";
        case errc::exited_before_ready:
            return "the process ended before its first correct answer";
        case errc::ready_timeout:
            return "no correct answer within the time allowed";
        case errc::wrong_answer:
            return "the answer was wrong";
        case errc::command_failed:
            return "the command failed";
        case errc::leaked_processes:
            return "processes were left running";
        case errc::prepare_failed:
            return "the preparation step failed";
        case errc::wrong_temperature: return "a cache was not in the stated state, the trial is discarded";
        case errc::protocol_error:
            return "the answer is not valid HTTP/1.1";
        case errc::results_io:
            return "results could not be read or written";
        case errc::malformed_input:
            return "malformed input";
        case errc::firewall_bypassed:
            return "the load did not pass the firewall";
        case errc::instance_ended:
            return "the instance ended while it was measured";
        case errc::not_answered:
            return "requests were not answered";
        }
        return "unknown wasmbench error";
    }
};

} // namespace detail

/// The category of errc. Thread-safe.
inline boost::system::error_category const& category() noexcept {
    static detail::Category const instance;
    return instance;
}

/// Lets errc become an error_code.
inline error_code make_error_code(errc e) noexcept {
    return {static_cast<int>(e), category()};
}

} // namespace wasmbench

/// @cond
template <>
struct boost::system::is_error_code_enum<wasmbench::errc> : std::true_type {};
/// @endcond

namespace wasmbench {

/// An error with its diagnostics: the error arm of Result.
struct Failure {
    error_code code;
    Diagnostics diagnostics;

    friend bool operator==(Failure const&, Failure const&) = default;
};

/// One line for a person: what, where, the child's last words, what was expected, what to do. No line breaks,
/// no control characters and valid UTF-8, whatever the child printed.
inline std::string to_line(Failure const& f) {
    auto const& d = f.diagnostics;
    std::string out;
    if (!d.stage.empty()) out += d.stage + ": ";
    out += f.code.message();
    if (!d.subject.empty()) out += " (" + d.subject + ")";
    if (!d.exit.empty()) out += ", " + d.exit;
    if (auto words = detail::last_line(d.stderr_tail); !words.empty()) out += "; it said: \"" + words + "\"";
    if (!d.expected.empty()) out += "; expected " + d.expected;
    if (!d.command.empty()) out += "; command: " + d.command;
    if (!d.remedy.empty()) out += "; " + d.remedy;
    return detail::printable(out, ' ');
}

/// Thrown for bad configuration, before anything is timed. what() is to_line().
class Error : public boost::system::system_error {
public:
    /// Of a failure as it is.
    explicit Error(Failure f)
        : system_error(f.code, f.diagnostics.stage)
        , failure_(std::move(f)) {
        line_ = to_line(failure_);
    }
    /// Of an error of this library with what is known of it.
    Error(errc e, Diagnostics d)
        : Error(Failure{e, std::move(d)}) {}

    /// Code and diagnostics together.
    Failure const& failure() const noexcept { return failure_; }
    /// What, where, what was expected, what to do.
    Diagnostics const& diagnostics() const noexcept { return failure_.diagnostics; }
    /// to_line() of the failure; valid for as long as the exception.
    char const* what() const noexcept override { return line_.c_str(); }

private:
    Failure failure_;
    std::string line_;
};

/// Lets boost::system::result<T, Failure>::value() throw the rich error.
[[noreturn]] inline void throw_exception_from_error(Failure const& f, boost::source_location const&) {
    throw Error(f);
}

} // namespace wasmbench
