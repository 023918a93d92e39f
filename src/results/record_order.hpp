#pragma once

#include <wasmbench/results/records.hpp>

#include <optional>
#include <set>
#include <string>

namespace wasmbench::results {

/// Whether events are in an order in which a session tells them: one trial at a time, each with one begin and at most one end,
/// and what was measured inside of it. Figures of a trial that is there twice would be made of both.
class RecordOrder {
public:
    /// What is wrong with `event` as the next one, as "found" and "expected" of a message; nullopt when nothing is.
    struct Fault {
        std::string found;
        std::string expected;
    };
    std::optional<Fault> next(Event const& event);

private:
    struct Open {
        std::uint32_t trial;
        std::uint32_t block;
    };
    std::optional<Open> open_;
    std::set<std::uint32_t> ended_;

    std::optional<Fault> inside(RunKey const& key, char const* what) const;
    std::optional<Fault> begin(RunKey const& key);
    std::optional<Fault> end(RunKey const& key);
};

} // namespace wasmbench::results
