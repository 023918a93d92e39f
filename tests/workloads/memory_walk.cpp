#include "memory_walk/walk.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace {

using namespace wasmbench::workloads;

TEST_CASE("one cycle leads through all pages, whatever their number") {
    std::size_t const pages = GENERATE(1, 2, 3, 5, 256, 257, 768, 1000);
    std::vector<std::uint64_t> words(pages * MemoryWalk::words_per_page);
    MemoryWalk(words).fill();

    for (std::size_t line : {std::size_t{0}, MemoryWalk::lines_per_page - 1}) {
        std::vector<int> visits(pages);
        std::size_t page = 0;
        for (std::size_t i = 0; i < pages; ++i) {
            ++visits[page];
            page = words[page * MemoryWalk::words_per_page + line * MemoryWalk::words_per_line];
            REQUIRE(page < pages);
        }
        CHECK(page == 0);
        CHECK(std::all_of(visits.begin(), visits.end(), [](int n) { return n == 1; }));
    }
}

TEST_CASE("neighbours in the walk are rarely neighbours in memory") {
    std::size_t const pages = 4096;
    std::vector<std::uint64_t> words(pages * MemoryWalk::words_per_page);
    MemoryWalk(words).fill();
    std::size_t near = 0;
    for (std::size_t page = 0; page < pages; ++page) {
        std::uint64_t const next = words[page * MemoryWalk::words_per_page];
        if (std::max<std::uint64_t>(next, page) - std::min<std::uint64_t>(next, page) <= 8) ++near;
    }
    CHECK(near < pages / 100);
}

TEST_CASE("every word is written, no two pages alike") {
    std::size_t const pages = 4;
    std::vector<std::uint64_t> words(pages * MemoryWalk::words_per_page, 0xaaaaaaaaaaaaaaaa);
    MemoryWalk(words).fill();
    CHECK(std::find(words.begin(), words.end(), 0xaaaaaaaaaaaaaaaa) == words.end());
    auto const page = [&](std::size_t i) { return words.begin() + static_cast<std::ptrdiff_t>(i * 512); };
    for (std::size_t i = 1; i < pages; ++i) CHECK(!std::equal(page(0), page(1), page(i)));
}

// The checksums are those of oracle_walk.py, which manifests.py compares with the manifest.
TEST_CASE("the checksum is that of an independent computation, and notices a word that is wrong") {
    std::vector<std::uint64_t> words((std::size_t{1} << 20) / sizeof(std::uint64_t));
    MemoryWalk memory(words);
    memory.fill();
    auto const right = memory.walk(walk_rounds);
    CHECK(std::string_view(hex(right).text) == "0ef90adcd624528c");
    CHECK(memory.walk(1) != memory.walk(2));
    words[3] ^= 1; // in line 0 of page 0, which the first round reads
    CHECK(memory.walk(walk_rounds) != right);
}

TEST_CASE("filling is a part of the elapsed time") {
    std::vector<std::uint64_t> words(MemoryWalk::words_per_page);
    std::uint64_t time = 100;
    auto const outcome = fill_and_walk(words, [&] { return time += 7; });
    CHECK(outcome.fill_ns == 7);
    CHECK(outcome.elapsed_ns == 14);
}

TEST_CASE("a checksum has sixteen digits") {
    CHECK(std::string_view(hex(std::uint64_t{0}).text) == "0000000000000000");
    CHECK(std::string_view(hex(0x0123456789abcdefULL).text) == "0123456789abcdef");
}

} // namespace
