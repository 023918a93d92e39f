#include "cell_journal.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <system_error>

namespace wasmbench::net {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".cell";

std::string key_of(CellRecord const& r) {
    return std::to_string(r.harness.pid) + "-" + std::to_string(r.harness.start_ticks) + "-" + std::to_string(r.number);
}

// "31415-271828-2"
std::optional<CellRecord> record_from(std::string_view key) {
    std::array<std::uint64_t, 3> numbers{};
    auto const* p = key.data();
    auto const* const end = p + key.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i != 0 && (p == end || *p++ != '-')) return std::nullopt;
        auto const [next, error] = std::from_chars(p, end, numbers[i]);
        if (error != std::errc()) return std::nullopt;
        p = next;
    }
    if (p != end) return std::nullopt;
    CellRecord r;
    r.harness = {static_cast<int>(numbers[0]), numbers[1], Role::workload};
    r.number = static_cast<std::uint32_t>(numbers[2]);
    return key_of(r) == key ? std::optional(r) : std::nullopt; // no leading zero, and no number too large
}

} // namespace

std::string link_name(CellRecord const& r) {
    return "wb" + std::to_string(r.harness.pid) + "x" + std::to_string(r.number % 100'000);
}

std::string link_alias(CellRecord const& r) {
    return "wasmbench cell " + key_of(r);
}

CellJournal::CellJournal(fs::path folder)
    : folder_(std::move(folder)) {}

fs::path CellJournal::file_of(CellRecord const& record) const {
    return folder_ / (key_of(record) + std::string(suffix));
}

error_code CellJournal::write(CellRecord const& record) const {
    std::error_code ec;
    fs::create_directories(folder_, ec);
    auto const file = file_of(record);
    auto const unfinished = fs::path(file.string() + ".new");
    if (!ec) {
        std::ofstream out(unfinished, std::ios::trunc);
        out << record.inode << "\n" << std::flush;
        if (!out.good()) ec = std::make_error_code(std::errc::io_error);
    }
    if (!ec) fs::rename(unfinished, file, ec);
    return {ec.value(), boost::system::system_category()};
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
        auto record = record_from(std::string_view(name).substr(0, name.size() - suffix.size()));
        if (!record) continue;
        std::ifstream(it->path()) >> record->inode;
        out.push_back(*record);
    }
    return out;
}

} // namespace wasmbench::net
