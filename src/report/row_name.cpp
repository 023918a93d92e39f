#include <wasmbench/report/report.hpp>
#include <wasmbench/report/row_name.hpp>

#include <algorithm>

namespace wasmbench::report {
namespace {

/// runtime/mode/workload/endpoint; an endpoint begins with its slash.
std::string bare_name(RunKey const& k) {
    return k.runtime + "/" + std::string(to_string(k.mode)) + "/" + k.workload + k.endpoint;
}

std::vector<std::string> names_of(RunKey const& k) {
    auto const workload = workload_name(k);
    auto const configuration = configuration_name(k);
    return {row_name(k), bare_name(k), workload + ": " + configuration, workload + " on " + configuration};
}

template <class Matches>
std::vector<std::size_t> places(std::span<RunKey const> rows, Matches matches) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto const names = names_of(rows[i]);
        if (std::any_of(names.begin(), names.end(), matches)) out.push_back(i);
    }
    return out;
}

Failure no_single_row(
    std::span<RunKey const> rows, std::vector<std::size_t> const& found, std::string_view text) {
    Diagnostics d;
    d.stage = found.empty() ? "no such row" : "more than one such row";
    d.subject = "\"" + std::string(text) + "\"";
    auto add = [&](RunKey const& k) { d.expected += (d.expected.empty() ? "one of " : "; ") + row_name(k); };
    if (found.empty())
        for (auto const& k : rows) add(k);
    else
        for (auto const i : found) add(rows[i]);
    return {errc::invalid_option, std::move(d)};
}

} // namespace

std::string row_name(RunKey const& k) {
    auto out = bare_name(k) + " (";
    if (auto const details = configuration_text(k); !details.empty()) out += details + ", ";
    out += to_string(k.instance);
    if (k.firewall != "off") out += ", firewall " + k.firewall;
    return out + ")";
}

std::vector<std::pair<std::string, std::string>> key_columns(RunKey const& k) {
    return {{"runtime", k.runtime}, {"version", k.version}, {"mode", std::string(to_string(k.mode))},
        {"cache", k.cache}, {"page_cache", std::string(to_string(k.page_cache))}, {"variant", k.variant},
        {"instance", std::string(to_string(k.instance))},
        {"workload", k.workload}, {"endpoint", k.endpoint}, {"firewall", k.firewall}};
}

Result<std::size_t> find_row(std::span<RunKey const> rows, std::string_view text) {
    auto found = places(rows, [&](std::string const& name) { return name == text; });
    if (found.empty() && !text.empty())
        found = places(rows, [&](std::string const& name) { return name.starts_with(text); });
    if (found.size() != 1) return no_single_row(rows, found, text);
    return found.front();
}

} // namespace wasmbench::report
