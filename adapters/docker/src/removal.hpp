#pragma once

#include "engine.hpp"
#include "lifecycle.hpp"

#include <string>

namespace wasmbench::adapters::docker {

/// Ends `life` and removes what it owes, by these names. `life` must live until then. Errors: leaked_processes
/// with what could not be removed, why, and how to do it by hand.
asio::awaitable<Result<void>> remove_owed(
    Engine engine, Lifecycle& life, std::string container, std::string image);

/// An image that was built and goes with the object; the destructor blocks for at most the removal limit.
class BuiltImage {
public:
    BuiltImage(Engine engine, std::string tag, Duration removal_limit);
    ~BuiltImage();
    BuiltImage(BuiltImage const&) = delete;
    BuiltImage& operator=(BuiltImage const&) = delete;

    std::string const& tag() const noexcept { return tag_; }

private:
    Engine engine_;
    std::string tag_;
    Duration removal_limit_;
    Lifecycle life_{true};
};

} // namespace wasmbench::adapters::docker
