#pragma once

#include <wasmbench/core/error.hpp>

namespace wasmbench::report {

/// Why two results are not compared.
enum class compare_errc {
    /// They differ in more than what is under comparison, or have nothing in common.
    not_comparable = 1,
};

/// The category of compare_errc. Thread-safe.
boost::system::error_category const& compare_category() noexcept;

/// Lets compare_errc become an error_code.
inline error_code make_error_code(compare_errc e) noexcept {
    return {static_cast<int>(e), compare_category()};
}

} // namespace wasmbench::report

/// @cond
template <>
struct boost::system::is_error_code_enum<wasmbench::report::compare_errc> : std::true_type {};
/// @endcond
