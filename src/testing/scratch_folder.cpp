#include <wasmbench/testing/scratch_folder.hpp>

#include <cerrno>
#include <system_error>

#include <stdlib.h>

namespace wasmbench::testing {

ScratchFolder::ScratchFolder(std::filesystem::path const& parent) {
    auto name =
        ((parent.empty() ? std::filesystem::temp_directory_path() : parent) / "wasmbench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::filesystem::filesystem_error(
            "cannot make a folder", name, std::error_code(errno, std::generic_category()));
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace wasmbench::testing
