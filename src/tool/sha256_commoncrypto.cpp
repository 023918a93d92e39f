#include "sha256.hpp"

#include <algorithm>
#include <limits>

#include <CommonCrypto/CommonDigest.h>

namespace wasmbench::tool {

struct Sha256::State {
    CC_SHA256_CTX context{};
    bool good = CC_SHA256_Init(&context) == 1;
};

Sha256::Sha256()
    : state_(std::make_unique<State>()) {}

Sha256::~Sha256() = default;

bool Sha256::add(char const* bytes, std::size_t count) {
    auto& s = *state_;
    constexpr std::size_t most = std::numeric_limits<CC_LONG>::max(); // 32 bits
    while (s.good && count > 0) {
        auto const part = std::min(count, most);
        s.good = CC_SHA256_Update(&s.context, bytes, static_cast<CC_LONG>(part)) == 1;
        bytes += part;
        count -= part;
    }
    return s.good;
}

std::optional<std::array<unsigned char, 32>> Sha256::finish() {
    static_assert(CC_SHA256_DIGEST_LENGTH == 32);
    auto& s = *state_;
    std::array<unsigned char, 32> digest{};
    s.good = s.good && CC_SHA256_Final(digest.data(), &s.context) == 1;
    if (!s.good) return std::nullopt;
    return digest;
}

} // namespace wasmbench::tool
