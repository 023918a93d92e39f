#include "tar.hpp"

#include <algorithm>

namespace wasmbench::adapters::docker {
namespace {

constexpr std::size_t block = 512;
constexpr std::size_t piece_size = 64 * 1024;

// Zero-padded octal digits and a terminating zero, as all numbers of the header are.
std::string octal(std::uint64_t value, std::size_t width) {
    std::string s(width, '0');
    s.back() = '\0';
    for (std::size_t i = width - 1; i-- > 0; value /= 8) s[i] = static_cast<char>('0' + value % 8);
    return s;
}

Failure unreadable(std::filesystem::path const& file, error_code code) {
    Diagnostics d;
    d.stage = "read the file for the image";
    d.subject = file.string();
    return {code, std::move(d)};
}

} // namespace

std::string tar_header(std::string_view name, std::uint64_t size, unsigned mode) {
    std::string h;
    h += std::string(name.substr(0, 100)) + std::string(100 - std::min<std::size_t>(name.size(), 100), '\0');
    h += octal(mode, 8) + octal(0, 8) + octal(0, 8); // mode, owner, group
    h += octal(size, 12) + octal(0, 12);             // size, time of modification
    auto const checksum_at = h.size();
    h += std::string(8, ' ');     // the checksum counts as spaces
    h += '0';                     // a regular file
    h += std::string(100, '\0');  // link name
    h += std::string("ustar\0" "00", 8);
    h += std::string(64, '\0');   // names of owner and group
    h += octal(0, 8) + octal(0, 8);
    h.resize(block, '\0');
    unsigned sum = 0;
    for (char c : h) sum += static_cast<unsigned char>(c);
    h.replace(checksum_at, 8, octal(sum, 7) + " ");
    return h;
}

std::string tar_padding(std::uint64_t size) {
    return std::string((block - size % block) % block, '\0');
}

std::string tar_end() {
    return std::string(2 * block, '\0');
}

Result<TarStream> TarStream::open(std::vector<TarEntry> entries) {
    TarStream s;
    for (auto const& e : entries) {
        std::uint64_t size = e.text.size();
        if (!e.file.empty()) {
            std::error_code ec;
            size = std::filesystem::file_size(e.file, ec);
            if (ec) return unreadable(e.file, error_code(ec));
        }
        s.sizes_.push_back(size);
        s.size_ += block + size + tar_padding(size).size();
    }
    s.size_ += tar_end().size();
    s.entries_ = std::move(entries);
    return s;
}

Result<std::string> TarStream::next() {
    if (ended_) return std::string();
    if (at_ == entries_.size()) {
        ended_ = true;
        return tar_end();
    }
    auto const& e = entries_[at_];
    auto const size = sizes_[at_];
    if (!inside_) {
        auto header = tar_header(e.name, size, e.mode);
        if (e.file.empty()) {
            ++at_;
            return header + e.text + tar_padding(size);
        }
        in_ = std::ifstream(e.file, std::ios::binary);
        inside_ = true;
        left_ = size;
        return header;
    }
    std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(left_, piece_size)), '\0');
    in_.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (static_cast<std::size_t>(in_.gcount()) != piece.size()) return unreadable(e.file, errc::results_io);
    left_ -= piece.size();
    if (left_ == 0) {
        piece += tar_padding(size);
        in_.close();
        inside_ = false;
        ++at_;
    }
    // An empty piece is the end of the stream, which an empty file is not.
    if (piece.empty()) return next();
    return piece;
}

} // namespace wasmbench::adapters::docker
