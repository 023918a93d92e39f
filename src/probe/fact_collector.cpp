#include "fact_collector.hpp"

#include "proc_file.hpp"
#include "text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace wasmbench::probe::detail {

void FactCollector::file(std::string name, std::string const& path, std::string_view hint) {
    auto const text = read(path);
    if (!text) {
        unknown(std::move(name), path,
            hint.empty() ? text.error().message() : fmt::format("{}: {}", text.error().message(), hint));
        return;
    }
    auto const parts = words(*text); // tabs between numbers become blanks
    known(std::move(name), parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, " ")), path);
}

boost::system::result<std::string> FactCollector::read(std::string const& path) const {
    return read_proc_file((root_ / path.substr(1)).string());
}

bool FactCollector::exists(std::string const& path) const {
    std::error_code ignored;
    return std::filesystem::exists(root_ / path.substr(1), ignored);
}

std::vector<std::string> FactCollector::list(std::string const& path) const {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator it(root_ / path.substr(1), error), end; !error && it != end;
         it.increment(error))
        names.push_back(it->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

std::optional<std::string> switch_text(std::string_view text) {
    auto const value = trimmed(text);
    if (value == "1" || value == "Y") return "on";
    if (value == "0" || value == "N") return "off";
    return std::nullopt;
}

std::string number_text(double value) {
    return fmt::format("{:.15g}", value);
}

} // namespace wasmbench::probe::detail
