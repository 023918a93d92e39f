#pragma once

#include "settings.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace wasmbench::adapters::wasmcloud {

/// What wadm is asked to deploy.
struct Application {
    std::string name;
    std::filesystem::path component; ///< absolute
    Provider provider = Provider::process;
    std::filesystem::path archive; ///< of the provider, absolute; with Provider::process
    std::uint16_t port = 0;        ///< of 127.0.0.1
};

/// How many requests the component serves at once; further ones wait.
inline constexpr unsigned concurrent_instances = 100;

/// The application manifest (Open Application Model, as wadm reads it) as JSON.
std::string manifest(Application const&);

} // namespace wasmbench::adapters::wasmcloud
