#include "cell_journal.hpp"

#include "cell_key.hpp"
#include "whole_file.hpp"

#include <wasmbench/core/owner.hpp>
#include <wasmbench/core/process_table.hpp>

#include <fstream>
#include <system_error>

namespace wasmbench::net {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".cell";

std::string key_of(CellRecord const& r) {
    return to_string(CellKey{r.harness, r.number});
}

} // namespace

std::string link_name(CellRecord const& r) {
    return "wb" + std::to_string(r.harness.pid) + "x" + std::to_string(r.number % 100'000);
}

std::string link_alias(CellRecord const& r) {
    return "wasmbench cell " + key_of(r);
}

bool is_dead(CellRecord const& r) {
    auto const owner = parse_owner(r.owner);
    return owner ? is_dead(*owner) : !alive(r.harness);
}

CellJournal::CellJournal(fs::path folder)
    : folder_(std::move(folder)) {}

fs::path CellJournal::file_of(CellRecord const& record) const {
    return folder_ / (key_of(record) + std::string(suffix));
}

error_code CellJournal::write(CellRecord const& record) const {
    return write_whole_file(file_of(record), std::to_string(record.inode) + "\n" + record.owner + "\n");
}

void CellJournal::remove(CellRecord const& record) const noexcept {
    std::error_code ignored;
    fs::remove(file_of(record), ignored);
}

std::vector<CellRecord> CellJournal::read() const {
    std::vector<CellRecord> out;
    std::error_code ec;
    for (fs::directory_iterator it(folder_, ec), end; !ec && it != end; it.increment(ec)) {
        auto const name = it->path().filename().string();
        if (!name.ends_with(suffix)) continue;
        auto const key = cell_key_from_string(std::string_view(name).substr(0, name.size() - suffix.size()));
        if (!key) continue;
        CellRecord record{key->harness, key->number, 0};
        std::ifstream(it->path()) >> record.inode >> record.owner;
        out.push_back(record);
    }
    return out;
}

} // namespace wasmbench::net
