#include "network_namespace.hpp"

#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

namespace wasmbench::net {
namespace {

Failure failed(char const* call) {
    Failure f{{errno, boost::system::system_category()}, {}};
    f.diagnostics.stage = call;
    return f;
}

} // namespace

Result<NetworkNamespace> NetworkNamespace::current() {
    detail::Descriptor fd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    struct stat s {};
    if (!fd || ::fstat(fd.get(), &s) != 0) return failed("open /proc/thread-self/ns/net");
    return NetworkNamespace(std::move(fd), s.st_ino);
}

Result<NetworkNamespace> NetworkNamespace::make() {
    std::optional<Result<NetworkNamespace>> out;
    std::thread([&out] {
        if (::unshare(CLONE_NEWNET) != 0)
            out.emplace(failed("unshare(CLONE_NEWNET)"));
        else
            out.emplace(current());
    }).join();
    return std::move(*out);
}

error_code NetworkNamespace::enter() const {
    if (::setns(fd_.get(), CLONE_NEWNET) == 0) return {};
    return {errno, boost::system::system_category()};
}

} // namespace wasmbench::net
