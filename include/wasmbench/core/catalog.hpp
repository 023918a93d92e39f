#pragma once

#include <wasmbench/core/error.hpp>
#include <wasmbench/core/probe.hpp>
#include <wasmbench/core/runtime.hpp>
#include <wasmbench/core/workload.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench {

/// The runtimes, workloads and probes that a program knows: built in main, passed by reference. There is no
/// static registration, because a static library drops it and its order is undefined.
///
/// Lifetime: owns what is added; references stay valid until it is destroyed. Thread safety: const use is
/// safe.
class Catalog {
public:
    /// Each add throws Error(invalid_option) when the name is taken.
    Runtime& add(std::unique_ptr<Runtime> r) { return add_unique(runtimes_, std::move(r), "runtime"); }
    /// Likewise.
    Probe& add(std::unique_ptr<Probe> p) { return add_unique(probes_, std::move(p), "probe"); }
    /// Likewise; its name is name() with endpoint().
    Workload& add(std::unique_ptr<Workload> w) {
        if (find_workload(w->name(), w->endpoint())) refuse("workload", label(*w));
        return *workloads_.emplace_back(std::move(w));
    }

    /// nullptr when there is none of that name.
    Runtime* find_runtime(std::string_view name) const noexcept { return find(runtimes_, name); }
    /// Likewise.
    Probe* find_probe(std::string_view name) const noexcept { return find(probes_, name); }
    /// Likewise; of a program the endpoint is empty.
    Workload const* find_workload(std::string_view name, std::string_view endpoint = {}) const noexcept {
        for (auto const& w : workloads_)
            if (w->name() == name && w->endpoint() == endpoint) return w.get();
        return nullptr;
    }

    /// In the order in which they were added.
    std::vector<std::unique_ptr<Runtime>> const& runtimes() const noexcept { return runtimes_; }
    /// Likewise.
    std::vector<std::unique_ptr<Probe>> const& probes() const noexcept { return probes_; }
    /// Likewise.
    std::vector<std::unique_ptr<Workload>> const& workloads() const noexcept { return workloads_; }

private:
    template <class T>
    static T* find(std::vector<std::unique_ptr<T>> const& all, std::string_view name) noexcept {
        for (auto const& x : all)
            if (x->name() == name) return x.get();
        return nullptr;
    }
    template <class T>
    static T& add_unique(std::vector<std::unique_ptr<T>>& all, std::unique_ptr<T> x, char const* kind) {
        if (find(all, x->name())) refuse(kind, std::string(x->name()));
        return *all.emplace_back(std::move(x));
    }
    static std::string label(Workload const& w) { return std::string(w.name()) + std::string(w.endpoint()); }
    [[noreturn]] static void refuse(char const* kind, std::string const& name) {
        Diagnostics d;
        d.stage = std::string("catalog: add ") + kind;
        d.subject = name;
        d.expected = "a name that is not taken";
        throw Error(errc::invalid_option, std::move(d));
    }

    std::vector<std::unique_ptr<Runtime>> runtimes_;
    std::vector<std::unique_ptr<Probe>> probes_;
    std::vector<std::unique_ptr<Workload>> workloads_;
};

} // namespace wasmbench
