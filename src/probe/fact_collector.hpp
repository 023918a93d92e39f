#pragma once

#include <wasmbench/probe/environment.hpp>

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmbench::probe::detail {

/// Where the groups of facts (facts_*.cpp) put what they find. Sees to it that no fact is left out.
class FactCollector {
public:
    explicit FactCollector(std::filesystem::path root)
        : root_(std::move(root)) {}

    void known(std::string name, std::string value, std::string source) {
        facts_.push_back({std::move(name), std::move(value), std::move(source), {}});
    }
    void unknown(std::string name, std::string source, std::string reason) {
        facts_.push_back({std::move(name), std::nullopt, std::move(source), std::move(reason)});
    }

    /// known() when `value` holds one, else unknown().
    void maybe(std::string name, std::optional<std::string> value, std::string source, std::string reason) {
        if (value)
            known(std::move(name), *std::move(value), std::move(source));
        else
            unknown(std::move(name), std::move(source), std::move(reason));
    }

    /// The words of the whole file, one blank between them. An empty file is "none". `hint` explains a
    /// missing file.
    void file(std::string name, std::string const& path, std::string_view hint = {});

    /// Text of `path` ("/proc/..."), read below the root.
    boost::system::result<std::string> read(std::string const& path) const;

    bool exists(std::string const& path) const;

    /// Names in the folder `path`, sorted; empty when there is none.
    std::vector<std::string> list(std::string const& path) const;

    std::vector<Fact> take() { return std::move(facts_); }

private:
    std::filesystem::path root_;
    std::vector<Fact> facts_;
};

/// "on" for '1' or 'Y', "off" for '0' or 'N', nullopt for anything else.
std::optional<std::string> switch_text(std::string_view text);

/// A number in as few digits as say it: "1.5", "24684084".
std::string number_text(double value);

// The groups.
void collect_cpu(FactCollector&);
void collect_virtualisation(FactCollector&);
void collect_memory(FactCollector&);
void collect_cgroup(FactCollector&);
void collect_activity(FactCollector&); ///< pressure and load
void collect_os(FactCollector&);
void collect_process(FactCollector&);
void collect_accounting(FactCollector&); ///< what resource use can be learnt from
void collect_time(FactCollector&);
void collect_harness(FactCollector&);

} // namespace wasmbench::probe::detail
