#include "pf_record.hpp"

#include "pf_rules.hpp"

#include <sstream>

namespace wasmbench::net {

std::string anchor_of(CellKey const& key) {
    return "com.apple/wasmbench." + to_string(key);
}

std::string blocklist_anchor_of(CellKey const& key) {
    return anchor_of(key) + "/" + std::string(blocklist_anchor);
}

std::string to_text(PfRecord const& record) {
    std::string out;
    if (!record.address.empty()) out += "alias " + record.address + "\n";
    if (record.rules) out += "rules\n";
    if (record.token) out += "token " + std::to_string(*record.token) + "\n";
    return out;
}

PfRecord record_from_text(CellKey const& key, std::string_view text) {
    PfRecord out{key};
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string word;
        words >> word;
        if (word == "alias") {
            words >> out.address;
        } else if (word == "rules") {
            out.rules = true;
        } else if (word == "token") {
            std::uint64_t token = 0;
            if (words >> token) out.token = token;
        }
    }
    return out;
}

} // namespace wasmbench::net
