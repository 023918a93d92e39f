#pragma once

#include <wasmbench/core/listen_watch.hpp>

#include <memory>

namespace wasmbench::detail {

/// The kernel's notes of sockets that begin to listen, on all CPUs. Thread-safe.
class ListenEvents {
public:
    ListenEvents() = default;
    ListenEvents(ListenEvents const&) = delete;
    ListenEvents& operator=(ListenEvents const&) = delete;
    virtual ~ListenEvents() = default;

    /// Null where the system has no such notes or does not let this process see them.
    static std::shared_ptr<ListenEvents> open();

    /// Notes are taken only while a watch lives.
    static std::unique_ptr<ListenWatch> watch(std::shared_ptr<ListenEvents> events, asio::any_io_executor executor);
};

} // namespace wasmbench::detail
