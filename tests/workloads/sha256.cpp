#include "cpu_hash/sha256.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using wasmbench::workloads::hex;
using wasmbench::workloads::Sha256;

std::span<std::uint8_t const> bytes(std::string_view text) {
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

std::string digest_of(std::string_view message) {
    Sha256 hash;
    hash.update(bytes(message));
    return hex(hash.finish()).data();
}

// NIST, "Descriptions of SHA-256, SHA-384 and SHA-512" and the example values of the Secure Hash Standard.
TEST_CASE("SHA-256 gives the digests that NIST publishes") {
    CHECK(digest_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(digest_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(digest_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(
        digest_of(
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlm"
            "nopqrsmnopqrstnopqrstu") == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    CHECK(digest_of(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// The length goes into the last 8 bytes of a block: 55 bytes leave just room for it, 56 need a block more.
// Digests by Python's hashlib.sha256(b"a" * n).
TEST_CASE("SHA-256 pads messages around the end of a block") {
    CHECK(digest_of(std::string(55, 'a')) ==
          "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
    CHECK(digest_of(std::string(56, 'a')) ==
          "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
    CHECK(digest_of(std::string(63, 'a')) ==
          "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34");
    CHECK(digest_of(std::string(64, 'a')) ==
          "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
    CHECK(digest_of(std::string(65, 'a')) ==
          "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0");
}

TEST_CASE("SHA-256 does not depend on how the message is cut into updates") {
    std::string message;
    for (int i = 0; i < 300; ++i) message += static_cast<char>(i * 7);
    std::string const whole = digest_of(message);
    for (std::size_t piece : {1U, 3U, 32U, 63U, 64U, 65U, 128U}) {
        Sha256 hash;
        for (std::size_t at = 0; at < message.size(); at += piece) {
            hash.update(bytes(std::string_view{message}.substr(at, piece)));
        }
        CHECK(std::string{hex(hash.finish()).data()} == whole);
    }
}

} // namespace
