#pragma once

#include <wasmbench/core/asio.hpp>
#include <wasmbench/core/error.hpp>

#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

namespace wasmbench::detail {

/// Reads one output pipe of a child for as long as it is open, so that the child never waits for a reader;
/// keeps the last `keep` bytes in memory and copies the first `log_limit` bytes to a file.
///
/// Shared, because a wait may be pending when its owner lets go.
class OutputCapture : public std::enable_shared_from_this<OutputCapture> {
public:
    OutputCapture(asio::any_io_executor executor, std::size_t keep, std::size_t log_limit);
    ~OutputCapture();
    OutputCapture(OutputCapture const&) = delete;
    OutputCapture& operator=(OutputCapture const&) = delete;

    /// Appends to `file` from now on.
    error_code open_log(std::filesystem::path const& file);

    /// Takes ownership of `read_end`, which must be non-blocking, also when it fails.
    error_code adopt(int read_end);

    void start();

    /// Takes what is in the pipe now, without waiting; what a child wrote before its end is always there by
    /// then.
    void drain();

    /// Stops reading and closes; a later drain does nothing.
    void close();

    std::string text() const;

private:
    void read_at_most(std::size_t bytes);
    void take(std::size_t n);

    asio::posix::stream_descriptor pipe_;
    std::array<char, 16 * 1024> buffer_;
    std::string kept_; ///< up to twice keep_, so that it is trimmed once in keep_ bytes and not at each read
    std::size_t keep_;
    int log_ = -1;
    std::size_t log_left_;
};

} // namespace wasmbench::detail
