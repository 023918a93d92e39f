#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace wasmbench::adapters::docker::tests {

/// What a FakeEngine does with one call.
enum class Fault {
    none,
    refuse,       ///< closes the connection without a byte; the call has no effect
    server_error, ///< 500 with a message; no effect
    garbage,      ///< does what was asked, then answers what is not HTTP
    cut,          ///< does what was asked, then closes in the middle of the answer
    hang,         ///< does what was asked and never answers
    late          ///< does what was asked, but only when the client has gone away or a while has passed
};

/// A Docker engine on a unix socket, as far as the adapter uses one. Its images are folders; its containers are
/// children of this process that are told another address and port, since they have no network of their own. Has
/// threads, which end with the object, and so do the containers.
class FakeEngine {
public:
    /// `folder` exists and is empty; the socket is made in it.
    explicit FakeEngine(std::filesystem::path const& folder);
    ~FakeEngine();
    FakeEngine(FakeEngine const&) = delete;
    FakeEngine& operator=(FakeEngine const&) = delete;

    std::string address() const; ///< "unix:///..."

    /// The n-th call from now on, from 0, meets the fault.
    void fail(std::size_t n, Fault fault);
    /// Calls since then, as "POST create", "DELETE container".
    std::vector<std::string> calls() const;

    /// Waits until no call is being answered any more.
    void settle() const;

    /// Names of the containers and images that exist.
    std::vector<std::string> containers() const;
    std::vector<std::string> images() const;
    /// How many containers and images were ever made.
    std::size_t made() const;

    /// The body of the last create call, and the labels of the last image built.
    std::string last_create() const;
    std::string last_dockerfile() const;

    /// Puts a container there that somebody else made.
    void add_container(std::string const& name, std::string const& owner_label);

    struct Impl;

private:
    std::unique_ptr<Impl> impl_;
};

} // namespace wasmbench::adapters::docker::tests
