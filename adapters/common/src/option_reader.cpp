#include <wasmbench/adapters/common/option_reader.hpp>

#include <algorithm>
#include <charconv>

namespace wasmbench::adapters {

OptionReader::OptionReader(std::string_view adapter, Options const& options)
    : adapter_(adapter)
    , options_(options) {}

std::string OptionReader::choice(std::string const& name, std::initializer_list<std::string_view> allowed) {
    return choice(name, std::vector<std::string>(allowed.begin(), allowed.end()));
}

std::string OptionReader::choice(std::string const& name, std::vector<std::string> const& allowed) {
    known_.push_back(name);
    auto const it = options_.find(name);
    if (it == options_.end()) return allowed.front();
    if (std::find(allowed.begin(), allowed.end(), it->second) != allowed.end()) return it->second;
    std::string expected;
    for (auto const& a : allowed) expected += (expected.empty() ? "one of " : ", ") + a;
    refuse(name, it->second, std::move(expected));
}

std::optional<std::uint64_t> OptionReader::number(
    std::string const& name, std::uint64_t low, std::uint64_t high) {
    known_.push_back(name);
    auto const it = options_.find(name);
    if (it == options_.end()) return std::nullopt;
    std::uint64_t value = 0;
    auto const& s = it->second;
    auto const r = std::from_chars(s.data(), s.data() + s.size(), value);
    if (r.ec == std::errc{} && r.ptr == s.data() + s.size() && value >= low && value <= high) return value;
    refuse(name, s, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
}

std::optional<std::string> OptionReader::text(std::string const& name) {
    known_.push_back(name);
    auto const it = options_.find(name);
    if (it == options_.end()) return std::nullopt;
    if (it->second.empty()) refuse(name, it->second, "a text that is not empty");
    return it->second;
}

void OptionReader::finish() const {
    for (auto const& [name, value] : options_) {
        if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
        std::string expected = "one of the options";
        for (auto const& k : known_) expected += (k == known_.front() ? " " : ", ") + k;
        refuse(name, value, std::move(expected));
    }
}

void OptionReader::refuse(std::string const& name, std::string const& value, std::string expected) const {
    Diagnostics d;
    d.stage = "options of " + adapter_;
    d.subject = name + "=" + value;
    d.expected = std::move(expected);
    throw Error(errc::invalid_option, std::move(d));
}

} // namespace wasmbench::adapters
