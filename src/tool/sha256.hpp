#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>

namespace wasmbench::tool {

/// SHA-256 (FIPS 180-4) by the library that the system has for it: OpenSSL, on macOS CommonCrypto, which is part of
/// libSystem. After a failure everything that follows fails too. One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256 const&) = delete;
    Sha256& operator=(Sha256 const&) = delete;

    bool add(char const* bytes, std::size_t count);

    /// The digest of all that was added; nullopt when the library failed. Once only.
    std::optional<std::array<unsigned char, 32>> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace wasmbench::tool
