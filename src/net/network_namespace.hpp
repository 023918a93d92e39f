#pragma once


#include <wasmbench/core/detail/descriptor.hpp>
#include <wasmbench/core/error.hpp>
#include <wasmbench/core/result.hpp>

#include <cstdint>
#include <exception>
#include <thread>
#include <utility>

namespace wasmbench::net {

/// A network namespace that has no name: it lives while this object, or a process inside it, does. So a harness that is
/// killed leaves none behind, unless something that it started goes on.
///
/// A thread and not the process enters it: a namespace belongs to a thread, and one that ends takes nothing back.
class NetworkNamespace {
public:
    /// Error: EPERM without CAP_SYS_ADMIN.
    static Result<NetworkNamespace> make();

    /// Opens the one that the calling thread is in.
    static Result<NetworkNamespace> current();

    int descriptor() const noexcept { return fd_.get(); }

    /// As /proc/PID/ns/net shows it: "net:[4026532321]". Given to another namespace when this one has gone.
    std::uint64_t inode() const noexcept { return inode_; }

    /// Calls `f` on a thread inside, and waits. Not called when the namespace cannot be entered. What it throws is
    /// thrown here.
    template <class F>
    error_code run(F&& f) const {
        error_code ec;
        std::exception_ptr fault;
        std::thread([&] {
            ec = enter();
            if (ec) return;
            try {
                f();
            } catch (...) {
                fault = std::current_exception();
            }
        }).join();
        if (fault) std::rethrow_exception(fault);
        return ec;
    }

private:
    NetworkNamespace(detail::Descriptor fd, std::uint64_t inode)
        : fd_(std::move(fd))
        , inode_(inode) {}
    error_code enter() const;

    detail::Descriptor fd_;
    std::uint64_t inode_;
};

} // namespace wasmbench::net
