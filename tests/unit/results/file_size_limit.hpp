#pragma once

#include <csignal>
#include <stdexcept>

#include <sys/resource.h>

namespace wasmbench::testing {

/// While it lives, no file of this process grows beyond `bytes`: a write that would fails with EFBIG. A disk
/// that is full, without a disk that is full; it also holds for root.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        handler_ = std::signal(SIGXFSZ, SIG_IGN); // whose default would end the process
        if (::getrlimit(RLIMIT_FSIZE, &before_) != 0) throw std::runtime_error("getrlimit");
        auto lower = before_;
        lower.rlim_cur = bytes;
        if (::setrlimit(RLIMIT_FSIZE, &lower) != 0) throw std::runtime_error("setrlimit");
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(FileSizeLimit const&) = delete;
    FileSizeLimit& operator=(FileSizeLimit const&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int) = nullptr;
};

} // namespace wasmbench::testing
