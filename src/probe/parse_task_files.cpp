#include "parse_task_files.hpp"

#include "text.hpp"

#include <array>

namespace wasmbench::probe::detail {

std::optional<Schedstat> parse_schedstat(std::string_view text) {
    auto const parts = words(trimmed(text));
    if (parts.size() != 3) return std::nullopt;
    auto const on_cpu = to_unsigned(parts[0]);
    auto const waiting = to_unsigned(parts[1]);
    auto const slices = to_unsigned(parts[2]);
    if (!on_cpu || !waiting || !slices) return std::nullopt;
    return Schedstat{*on_cpu, *waiting, *slices};
}

std::optional<StorageIo> parse_storage_io(std::string_view text) {
    std::array<Field, 2> fields = {{{"read_bytes"}, {"write_bytes"}}};
    if (!find_fields(text, fields) || !fields[0].value || !fields[1].value) return std::nullopt;
    auto const read = to_unsigned(*fields[0].value);
    auto const written = to_unsigned(*fields[1].value);
    if (!read || !written) return std::nullopt;
    return StorageIo{*read, *written};
}

} // namespace wasmbench::probe::detail
