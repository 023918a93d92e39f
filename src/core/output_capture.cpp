#include "output_capture.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace wasmbench::detail {
namespace {

// Read in one go before other handlers have their turn.
constexpr std::size_t turn = 256 * 1024;

} // namespace

OutputCapture::OutputCapture(asio::any_io_executor executor, std::size_t keep, std::size_t log_limit)
    : pipe_(std::move(executor))
    , keep_(keep)
    , log_left_(log_limit) {}

OutputCapture::~OutputCapture() {
    if (log_ >= 0) ::close(log_);
}

error_code OutputCapture::open_log(std::filesystem::path const& file) {
    log_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_ < 0) return {errno, boost::system::system_category()};
    return {};
}

error_code OutputCapture::adopt(int read_end) {
    error_code ec;
    pipe_.assign(read_end, ec);
    if (ec) ::close(read_end);
    return ec;
}

// Waits and then reads, where async_read_some would read first and report later: bytes that are already in
// the buffer of a pending operation would be overtaken by drain().
void OutputCapture::start() {
    pipe_.async_wait(
        asio::posix::stream_descriptor::wait_read, [self = shared_from_this()](error_code ec) {
            if (ec) return;
            self->read_at_most(turn);
            if (self->pipe_.is_open()) self->start();
        });
}

void OutputCapture::drain() {
    // Only what is there now: a grandchild that writes without end must not keep us here.
    int waiting = 0;
    if (pipe_.is_open() && ::ioctl(pipe_.native_handle(), FIONREAD, &waiting) == 0)
        read_at_most(static_cast<std::size_t>(waiting));
}

void OutputCapture::read_at_most(std::size_t bytes) {
    while (bytes > 0 && pipe_.is_open()) {
        auto const n = ::read(pipe_.native_handle(), buffer_.data(), std::min(bytes, buffer_.size()));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) {
            close(); // every writer has gone
            return;
        }
        take(static_cast<std::size_t>(n));
        bytes -= static_cast<std::size_t>(n);
    }
}

void OutputCapture::close() {
    error_code ignored;
    pipe_.close(ignored);
}

std::string OutputCapture::text() const {
    return kept_.size() > keep_ ? kept_.substr(kept_.size() - keep_) : kept_;
}

void OutputCapture::take(std::size_t n) {
    kept_.append(buffer_.data(), n);
    if (kept_.size() > 2 * keep_) kept_.erase(0, kept_.size() - keep_);
    if (log_ < 0 || log_left_ == 0) return;
    auto const size = std::min(n, log_left_);
    // A log that cannot be written is given up, the child's run is not.
    log_left_ = ::write(log_, buffer_.data(), size) == static_cast<ssize_t>(size) ? log_left_ - size : 0;
}

} // namespace wasmbench::detail
