#include "whole_file.hpp"

#include <fstream>
#include <system_error>

namespace wasmbench::net {

error_code write_whole_file(std::filesystem::path const& file, std::string_view text) {
    std::error_code ec;
    std::filesystem::create_directories(file.parent_path(), ec);
    auto const unfinished = std::filesystem::path(file.string() + ".new");
    if (!ec) {
        std::ofstream out(unfinished, std::ios::trunc);
        out << text << std::flush;
        if (!out.good()) ec = std::make_error_code(std::errc::io_error);
    }
    if (!ec) std::filesystem::rename(unfinished, file, ec);
    return {ec.value(), boost::system::system_category()};
}

} // namespace wasmbench::net
