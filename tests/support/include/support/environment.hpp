#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace wasmbench::tests {

/// An environment variable of this process that has another value for a while. Not thread-safe, as the
/// environment is not.
class EnvironmentVariable {
public:
    /// nullopt: unset.
    EnvironmentVariable(std::string name, std::optional<std::string> const& value)
        : name_(std::move(name)) {
        if (auto const* old = std::getenv(name_.c_str())) old_ = old;
        set(value);
    }
    ~EnvironmentVariable() { set(old_); }
    EnvironmentVariable(EnvironmentVariable const&) = delete;
    EnvironmentVariable& operator=(EnvironmentVariable const&) = delete;

    void set(std::optional<std::string> const& value) {
        if (value)
            ::setenv(name_.c_str(), value->c_str(), 1);
        else
            ::unsetenv(name_.c_str());
    }

private:
    std::string name_;
    std::optional<std::string> old_;
};

} // namespace wasmbench::tests
