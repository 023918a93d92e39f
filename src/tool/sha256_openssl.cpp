#include "sha256.hpp"

#include <openssl/evp.h>

namespace wasmbench::tool {

struct Sha256::State {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    bool good = context && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1;
};

Sha256::Sha256()
    : state_(std::make_unique<State>()) {}

Sha256::~Sha256() = default;

bool Sha256::add(char const* bytes, std::size_t count) {
    auto& s = *state_;
    s.good = s.good && EVP_DigestUpdate(s.context.get(), bytes, count) == 1;
    return s.good;
}

std::optional<std::array<unsigned char, 32>> Sha256::finish() {
    auto& s = *state_;
    std::array<unsigned char, 32> digest{};
    unsigned int length = 0;
    s.good = s.good && EVP_DigestFinal_ex(s.context.get(), digest.data(), &length) == 1;
    if (!s.good || length != digest.size()) return std::nullopt;
    return digest;
}

} // namespace wasmbench::tool
