#include "net/cell_addresses.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace wasmbench::net;

namespace {

constexpr std::uint32_t base = 0xc6130000; // 198.19.0.0

} // namespace

TEST_CASE("two networks overlap when the larger holds the other") {
    CHECK(overlap({0x0a000001, 8}, {0x0aff0000, 30}));
    CHECK(overlap({0x0aff0000, 30}, {0x0a000001, 8}));
    CHECK_FALSE(overlap({0x0a000001, 8}, {0x0b000000, 30}));
    CHECK(overlap({0, 0}, {0xffffffff, 32})); // a default route's prefix holds everything
    CHECK_FALSE(overlap({0x0a000001, 32}, {0x0a000002, 32}));
}

TEST_CASE("the two ends are the two hosts of a network of four addresses") {
    CHECK(choose_addresses({}, 0) == CellAddresses{base + 1, base + 2, 30});
    CHECK(choose_addresses({}, 1) == CellAddresses{base + 5, base + 6, 30});
    CHECK(choose_addresses({}, 16383) == CellAddresses{base + 65533, base + 65534, 30});
    CHECK(choose_addresses({}, 16384) == choose_addresses({}, 0));
}

TEST_CASE("networks that the machine has are passed over") {
    CHECK(choose_addresses({{base + 1, 30}}, 0) == choose_addresses({}, 1));
    CHECK(choose_addresses({{base + 65535, 32}}, 16383) == choose_addresses({}, 0)); // from the last on to the first
    CHECK(choose_addresses({{base, 17}}, 5) == CellAddresses{base + 32769, base + 32770, 30});
    CHECK(choose_addresses({{0xac110001, 16}, {0x7f000001, 8}}, 3) == choose_addresses({}, 3));
    CHECK_FALSE(choose_addresses({{0xc6120000, 15}}, 7)); // all of 198.18.0.0/15 is in use
}
