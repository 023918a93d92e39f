#pragma once

#include <wasmbench/core/result.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::docker {

/// A regular file of an archive: its content is `text`, or that of `file` if that is not empty.
struct TarEntry {
    std::string name; ///< at most 100 bytes
    unsigned mode = 0644;
    std::string text;
    std::filesystem::path file;
};

/// The ustar header block of a regular file (POSIX.1-2017, pax, "ustar Interchange Format"), owned by 0:0 and
/// dated 1970: the same content gives the same archive.
std::string tar_header(std::string_view name, std::uint64_t size, unsigned mode);
/// Zeros from the end of `size` bytes of content to the next block.
std::string tar_padding(std::uint64_t size);
/// The two zero blocks at the end of an archive.
std::string tar_end();

/// An archive that is read piece by piece, so that no file is ever in memory as a whole.
class TarStream {
public:
    /// Errors: the operating system's for a file that cannot be read.
    static Result<TarStream> open(std::vector<TarEntry> entries);

    std::uint64_t size() const noexcept { return size_; }

    /// The next piece, empty at the end. Errors: results_io when a file has become shorter.
    Result<std::string> next();

private:
    std::vector<TarEntry> entries_;
    std::vector<std::uint64_t> sizes_;
    std::uint64_t size_ = 0;
    std::size_t at_ = 0;
    std::uint64_t left_ = 0; // of the file that is being read
    bool inside_ = false;
    bool ended_ = false;
    std::ifstream in_;
};

} // namespace wasmbench::adapters::docker
