// The kernel's own page cache is what is tested: files on the file system of the temporary folder.
#include "plan/page_cache.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <fstream>
#include <span>
#include <string>

#ifdef __linux__

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace wasmbench;
using namespace wasmbench::plan;
namespace fs = std::filesystem;

namespace {

fs::path file_of(testing::ScratchFolder const& folder, char const* name, std::size_t bytes) {
    auto const path = folder.path() / name;
    std::ofstream(path, std::ios::binary) << std::string(bytes, 'x');
    return path;
}

// A file system in memory has nowhere to give pages up to.
bool in_memory(fs::path const& path) {
    struct statfs status {};
    REQUIRE(::statfs(path.c_str(), &status) == 0);
    return status.f_type == TMPFS_MAGIC;
}

std::uint64_t pages_of(std::uint64_t bytes) {
    auto const page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return (bytes + page - 1) / page;
}

} // namespace

TEST_CASE("files are warmed and cooled, and what is said of them is what the kernel holds") {
    testing::ScratchFolder const folder;
    constexpr std::size_t a_size = 3'000'000, b_size = 1;
    std::array const files = {file_of(folder, "a", a_size), file_of(folder, "b", b_size), file_of(folder, "empty", 0)};
    auto const pages = pages_of(a_size) + pages_of(b_size);

    auto const warm = set_page_cache(PageCache::warm, files);
    REQUIRE(warm.has_value());
    CHECK(*warm == Residency{pages, pages});
    auto const cold = set_page_cache(PageCache::cold, files);
    if (in_memory(folder.path())) {
        REQUIRE(cold.has_error());
        CHECK(cold.error().code == errc::wrong_temperature);
        return;
    }
    REQUIRE(cold.has_value());
    CHECK(*cold == Residency{pages, 0});
    CHECK(residency(files).value() == Residency{pages, 0});

    // Reading one byte brings some of it back, and only of that file.
    std::ifstream(files[1]).get();
    CHECK(residency(std::span(files).subspan(1, 1)).value() == Residency{1, 1});
    CHECK(residency(std::span(files).first(1)).value().resident == 0);
    CHECK(set_page_cache(PageCache::warm, files).value() == Residency{pages, pages});
}

TEST_CASE("a file that was just written and is still dirty is cooled, with what was written kept") {
    testing::ScratchFolder const folder;
    if (in_memory(folder.path())) SKIP("the temporary folder is in memory");
    std::array const files = {file_of(folder, "fresh", 100'000)};
    CHECK(set_page_cache(PageCache::cold, files).value().resident == 0);
    std::ifstream in(files[0], std::ios::binary);
    CHECK(std::string(std::istreambuf_iterator<char>(in), {}) == std::string(100'000, 'x'));
}

TEST_CASE("a file that somebody has mapped does not get cold, and that is said") {
    testing::ScratchFolder const folder;
    constexpr std::size_t size = 64 * 4096;
    std::array const files = {file_of(folder, "busy", size)};
    int const descriptor = ::open(files[0].c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(descriptor >= 0);
    auto* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED | MAP_POPULATE, descriptor, 0);
    REQUIRE(mapped != MAP_FAILED);
    auto const cold = set_page_cache(PageCache::cold, files);
    ::munmap(mapped, size);
    ::close(descriptor);
    REQUIRE(cold.has_error());
    CHECK(cold.error().code == errc::wrong_temperature);
    CHECK(cold.error().diagnostics.subject.starts_with(files[0].string() + ": "));
    CHECK(cold.error().diagnostics.subject.ends_with(" of " + std::to_string(pages_of(size)) + " pages in memory"));
}

TEST_CASE("any leaves files as they are, and does not even look for them") {
    std::array const files = {fs::path("/nonexistent/file")};
    CHECK(set_page_cache(PageCache::any, files).value() == Residency{});
    auto const missing = set_page_cache(PageCache::cold, files);
    REQUIRE(missing.has_error());
    CHECK(missing.error().diagnostics.subject == "open /nonexistent/file");
    CHECK(residency(files).has_error());
}

TEST_CASE("what the kernel would not say truly is not taken for the truth") {
    if (::geteuid() != 0) SKIP("needs root, to become another user");
    std::array const files = {fs::path("/etc/passwd")}; // root's, readable by all
    REQUIRE(::seteuid(65534) == 0);
    auto const said = residency(files);
    REQUIRE(::seteuid(0) == 0);
    REQUIRE(said.has_error());
    CHECK(said.error().code == errc::unavailable);
    CHECK(residency(files).has_value());
}

#endif
