#include "fact_collector.hpp"

#include <wasmbench/probe/environment.hpp>

namespace wasmbench::probe {

std::vector<Fact> collect_environment(std::filesystem::path const& root) {
    detail::FactCollector facts(root);
    detail::collect_cpu(facts);
    detail::collect_virtualisation(facts);
    detail::collect_memory(facts);
    detail::collect_cgroup(facts);
    detail::collect_activity(facts);
    detail::collect_os(facts);
    detail::collect_process(facts);
    detail::collect_accounting(facts);
    detail::collect_time(facts);
    detail::collect_harness(facts);
    return facts.take();
}

std::optional<std::string_view> value_of(std::span<Fact const> facts, std::string_view name) noexcept {
    for (auto const& fact : facts)
        if (fact.name == name && fact.value) return *fact.value;
    return std::nullopt;
}

} // namespace wasmbench::probe
