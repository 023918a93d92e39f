#include "file_descriptor.hpp"
#include "io_failure.hpp"

#include <wasmbench/results/text_file.hpp>

#include <array>
#include <cstdio>

namespace wasmbench::results {

Result<std::string> read_text_file(std::filesystem::path const& path) {
    int const descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return io_failure("open", path, errno);
    std::string text;
    std::array<char, 65536> chunk;
    for (;;) {
        auto const got = ::read(descriptor, chunk.data(), chunk.size());
        if (got == 0) break;
        if (got > 0) {
            text.append(chunk.data(), static_cast<std::size_t>(got));
        } else if (errno != EINTR) {
            int const reason = errno; // close may change it
            ::close(descriptor);
            return io_failure("read", path, reason);
        }
    }
    ::close(descriptor);
    return text;
}

Result<void> write_text_file(std::filesystem::path const& path, std::string_view text) {
    auto unfinished = path;
    unfinished += ".unfinished";
    int const descriptor = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
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
