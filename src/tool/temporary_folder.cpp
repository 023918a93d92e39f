#include "temporary_folder.hpp"

#include <wasmbench/core/error.hpp>

#include <cerrno>
#include <cstdlib>

#include <unistd.h>

namespace wasmbench::tool {

TemporaryFolder::TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "wasmbench-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) {
        Diagnostics d;
        d.stage = "make a temporary folder";
        d.subject = pattern;
        d.remedy = "set TMPDIR to a folder that can be written";
        throw Error({error_code(errno, boost::system::system_category()), std::move(d)});
    }
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

} // namespace wasmbench::tool
