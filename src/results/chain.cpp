#include "chain.hpp"

#include <boost/crc.hpp>

#include <fmt/format.h>

namespace wasmbench::results {
namespace {

using Crc32c = boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true>;

constexpr std::string_view before_check = ",\"crc\":\"";
constexpr std::string_view behind_check = "\"}";
constexpr std::size_t digits = 8;

} // namespace

std::optional<ChainedLine> take_apart(std::string_view line) {
    constexpr auto end = before_check.size() + digits + behind_check.size();
    if (line.size() <= end || !line.ends_with(behind_check)) return std::nullopt;
    ChainedLine out{line.substr(0, line.size() - end), line.substr(line.size() - digits - behind_check.size(), digits)};
    if (!line.substr(out.bytes.size()).starts_with(before_check)) return std::nullopt;
    return out;
}

std::string check_of(std::string_view previous, std::string_view bytes) {
    Crc32c crc;
    crc.process_bytes(previous.data(), previous.size());
    crc.process_bytes(bytes.data(), bytes.size());
    return fmt::format("{:08x}", crc.checksum());
}

std::string chained(std::string object, std::string& previous) {
    object.pop_back(); // the brace, which comes behind the check
    previous = check_of(previous, object);
    object.append(before_check).append(previous).append(behind_check) += '\n';
    return object;
}

bool follows(std::string_view previous, std::string_view line) {
    auto const parts = take_apart(line);
    return parts && check_of(previous, parts->bytes) == parts->check;
}

} // namespace wasmbench::results
