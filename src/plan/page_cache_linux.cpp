#include "page_cache.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wasmbench::plan {
namespace {

namespace fs = std::filesystem;

Failure system_failure(char const* doing, fs::path const& file) {
    error_code const why(errno, boost::system::system_category()); // before anything else sets it
    Diagnostics d;
    d.stage = "page cache";
    d.subject = std::string(doing) + " " + file.string();
    return {why, std::move(d)};
}

/// A file that is open for reading.
class OpenFile {
public:
    explicit OpenFile(fs::path const& path)
        : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOATIME)) {
        // O_NOATIME is for the owner alone.
        if (descriptor_ < 0) descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    }
    ~OpenFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    OpenFile(OpenFile const&) = delete;
    OpenFile& operator=(OpenFile const&) = delete;

    explicit operator bool() const noexcept { return descriptor_ >= 0; }
    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

bool mincore_says_the_truth(fs::path const& file, struct stat const& status) {
    auto const me = ::geteuid();
    return me == 0 || me == status.st_uid || ::faccessat(AT_FDCWD, file.c_str(), W_OK, AT_EACCESS) == 0;
}

Result<Residency> residency_of(fs::path const& file, OpenFile const& open) {
    struct stat status {};
    if (::fstat(open.descriptor(), &status) != 0) return system_failure("look at", file);
    if (!mincore_says_the_truth(file, status)) {
        Diagnostics d;
        d.stage = "page cache";
        d.subject = file.string();
        d.expected = "a file that this user owns or may write, because of no other the system says what is in memory";
        d.remedy = "run as the file's owner or as root, or leave the page cache as it is (any)";
        return Failure{errc::unavailable, std::move(d)};
    }
    Residency out;
    if (status.st_size == 0) return out; // an empty file cannot be mapped
    auto const length = static_cast<std::size_t>(status.st_size);
    auto const page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    auto* const mapped = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, open.descriptor(), 0);
    if (mapped == MAP_FAILED) return system_failure("map", file);
    std::vector<unsigned char> in_memory((length + page - 1) / page);
    bool const asked = ::mincore(mapped, length, in_memory.data()) == 0;
    auto failure = asked ? Failure{} : system_failure("mincore of", file);
    ::munmap(mapped, length);
    if (!asked) return failure;
    out.pages = in_memory.size();
    for (auto const p : in_memory) out.resident += p & 1u;
    return out;
}

Result<void> read_whole(fs::path const& file, OpenFile const& open) {
    std::array<char, 65536> buffer;
    ::off_t at = 0;
    for (;;) {
        auto const n = ::pread(open.descriptor(), buffer.data(), buffer.size(), at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return system_failure("read", file);
        if (n == 0) return {};
        at += n;
    }
}

Result<void> give_up(fs::path const& file, OpenFile const& open) {
    // A page that was not yet written to the disk cannot be given up.
    if (::fsync(open.descriptor()) != 0) return system_failure("write back", file);
    errno = ::posix_fadvise(open.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
    if (errno != 0) return system_failure("give up the pages of", file);
    return {};
}

bool holds(PageCache condition, Residency const& r) {
    return condition == PageCache::cold ? r.resident == 0 : r.resident == r.pages;
}

Failure otherwise(PageCache condition, fs::path const& file, Residency const& r) {
    Diagnostics d;
    d.stage = "page cache";
    d.subject =
        file.string() + ": " + std::to_string(r.resident) + " of " + std::to_string(r.pages) + " pages in memory";
    if (condition == PageCache::cold) {
        d.expected = "none";
        d.remedy = "end what has the file open; when it lies on a file system in memory, put it on a disk";
    } else {
        d.expected = "all";
        d.remedy = "free memory";
    }
    return {errc::wrong_temperature, std::move(d)};
}

Result<Residency> set(PageCache condition, fs::path const& file) {
    OpenFile const open(file);
    if (!open) return system_failure("open", file);
    // Pages on their way through the kernel's per-processor lists are kept the first time.
    constexpr int tries = 3;
    Residency seen;
    for (int i = 0; i < tries; ++i) {
        if (i != 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        auto done = condition == PageCache::cold ? give_up(file, open) : read_whole(file, open);
        if (!done) return done.error();
        auto const now = residency_of(file, open);
        if (!now) return now.error();
        seen = *now;
        if (holds(condition, seen)) return seen;
    }
    return otherwise(condition, file, seen);
}

} // namespace

Result<Residency> residency(std::span<fs::path const> files) {
    Residency sum;
    for (auto const& file : files) {
        OpenFile const open(file);
        if (!open) return system_failure("open", file);
        auto const one = residency_of(file, open);
        if (!one) return one.error();
        sum.pages += one->pages;
        sum.resident += one->resident;
    }
    return sum;
}

Result<Residency> set_page_cache(PageCache condition, std::span<fs::path const> files) {
    if (condition == PageCache::any) return Residency{};
    for (auto const& file : files)
        if (auto const done = set(condition, file); !done) return done.error();
    // Once more over all of them: reading the later ones may have pushed out the earlier ones.
    auto const all = residency(files);
    if (!all || holds(condition, *all)) return all;
    return otherwise(condition, "all files", *all);
}

} // namespace wasmbench::plan
