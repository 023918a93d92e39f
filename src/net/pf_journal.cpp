#include "pf_journal.hpp"

#include "whole_file.hpp"

#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace wasmbench::net {
namespace {

constexpr std::string_view pf_suffix = ".pf";

} // namespace

PfJournal::PfJournal(std::filesystem::path folder)
    : folder_(std::move(folder)) {}

std::filesystem::path PfJournal::file_of(CellKey const& key) const {
    return folder_ / (to_string(key) + std::string(pf_suffix));
}

std::filesystem::path PfJournal::rules_file(CellKey const& key) const {
    return folder_ / (to_string(key) + ".rules");
}

error_code PfJournal::write(PfRecord const& record) const {
    return write_whole_file(file_of(record.key), to_text(record));
}

void PfJournal::remove(CellKey const& key) const noexcept {
    std::error_code ignored;
    std::filesystem::remove(rules_file(key), ignored);
    std::filesystem::remove(file_of(key), ignored);
}

std::vector<PfRecord> PfJournal::read() const {
    std::vector<PfRecord> out;
    std::error_code ec;
    for (std::filesystem::directory_iterator it(folder_, ec), end; !ec && it != end; it.increment(ec)) {
        auto const name = it->path().filename().string();
        if (!name.ends_with(pf_suffix)) continue;
        auto const key = cell_key_from_string(std::string_view(name).substr(0, name.size() - pf_suffix.size()));
        if (!key) continue;
        std::ifstream file(it->path());
        std::string const text(std::istreambuf_iterator<char>(file), {});
        out.push_back(record_from_text(*key, text));
    }
    return out;
}

} // namespace wasmbench::net
