#pragma once

#include <string>
#include <string_view>

namespace wasmbench::adapters::docker {

/// What a container wrote.
struct ContainerOutput {
    std::string out;
    std::string err;
    bool complete = true; ///< false: the stream ended inside a frame, or was none

    friend bool operator==(ContainerOutput const&, ContainerOutput const&) = default;
};

/// Takes the engine's multiplexed stream apart: frames of one byte that names the stream (1 stdout, 2
/// stderr), three zeros, the length as a big-endian 32-bit number, and the bytes.
ContainerOutput demultiplex(std::string_view stream);

} // namespace wasmbench::adapters::docker
