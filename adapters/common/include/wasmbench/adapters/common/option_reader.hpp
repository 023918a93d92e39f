#pragma once

#include <wasmbench/core/runtime.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters {

/// Reads an adapter's Options strictly: every access names what is allowed, and finish() refuses what nobody
/// asked for, so that a misspelt option never passes as a default. All members throw Error(invalid_option).
class OptionReader {
public:
    /// `options` must outlive the reader. `adapter` is for messages.
    OptionReader(std::string_view adapter, Options const& options);

    /// One of `allowed`; the first of them when the option is absent.
    std::string choice(std::string const& name, std::initializer_list<std::string_view> allowed);
    /// The same where what is allowed is known at run time only.
    std::string choice(std::string const& name, std::vector<std::string> const& allowed);

    /// A whole number within [low, high].
    std::optional<std::uint64_t> number(std::string const& name, std::uint64_t low, std::uint64_t high);

    /// The value as it was given; nullopt when the option is absent.
    std::optional<std::string> text(std::string const& name);

    /// Call after the last option was read.
    void finish() const;

private:
    [[noreturn]] void refuse(std::string const& name, std::string const& value, std::string expected) const;

    std::string adapter_;
    Options const& options_;
    std::vector<std::string> known_;
};

} // namespace wasmbench::adapters
