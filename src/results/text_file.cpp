#include "file_descriptor.hpp"
#include "io_failure.hpp"

#include <wasmbench/results/text_file.hpp>

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <limits>

#include <sys/stat.h>

namespace wasmbench::results {
namespace {

Failure not_a_text_file(std::filesystem::path const& path, std::string found, std::string expected) {
    Diagnostics d;
    d.stage = "read";
    d.subject = path.string() + ": " + std::move(found);
    d.expected = std::move(expected);
    return {errc::results_io, std::move(d)};
}

Failure too_large(std::filesystem::path const& path, std::uintmax_t most_bytes) {
    return not_a_text_file(path, "too large", fmt::format("at most {} MiB", most_bytes >> 20));
}

// Closes the descriptor.
Result<std::string> read_all(int descriptor, std::filesystem::path const& path, std::uintmax_t most_bytes) {
    std::string text;
    std::array<char, 65536> chunk;
    for (;;) {
        auto const got = ::read(descriptor, chunk.data(), chunk.size());
        if (got == 0) break;
        if (got > 0) {
            text.append(chunk.data(), static_cast<std::size_t>(got));
            if (text.size() > most_bytes) { // it grows
                ::close(descriptor);
                return too_large(path, most_bytes);
            }
        } else if (errno != EINTR) {
            int const reason = errno; // close may change it
            ::close(descriptor);
            return io_failure("read", path, reason);
        }
    }
    ::close(descriptor);
    return text;
}

} // namespace

Result<std::string> read_text_file(std::filesystem::path const& path) {
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return io_failure("open", path, errno);
    return read_all(descriptor, path, std::numeric_limits<std::uintmax_t>::max());
}

Result<std::string> read_untrusted_file(std::filesystem::path const& path, std::uintmax_t most_bytes) {
    // Without O_NONBLOCK a pipe that nobody writes to is waited for.
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) return io_failure("open", path, errno);
    struct stat now{};
    if (::fstat(descriptor, &now) != 0 || !S_ISREG(now.st_mode)) {
        ::close(descriptor);
        return not_a_text_file(path, "is no regular file", "the file that a study has written");
    }
    if (static_cast<std::uintmax_t>(now.st_size) > most_bytes) {
        ::close(descriptor);
        return too_large(path, most_bytes);
    }
    return read_all(descriptor, path, most_bytes);
}

Result<void> write_text_file(std::filesystem::path const& path, std::string_view text) {
    auto unfinished = path;
    unfinished += ".unfinished";
    ::unlink(unfinished.c_str()); // of a run that was killed, or a link that somebody laid out
    int const descriptor = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0) return io_failure("write", path, errno);
    int problem = write_all(descriptor, text);
    if (problem == 0) problem = synchronise_data(descriptor); // or the rename may outlive the text
    if (::close(descriptor) != 0 && problem == 0) problem = errno;
    if (problem == 0 && ::rename(unfinished.c_str(), path.c_str()) != 0) problem = errno;
    if (problem == 0) return {};
    ::unlink(unfinished.c_str());
    return io_failure("write", path, problem);
}

} // namespace wasmbench::results
