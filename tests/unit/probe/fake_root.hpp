#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace probe_test {

/// A folder that plays "/" for collect_environment(), removed at the end.
class FakeRoot {
public:
    FakeRoot() {
        auto pattern = (std::filesystem::temp_directory_path() / "wasmbench-root-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = pattern;
    }
    FakeRoot(FakeRoot const&) = delete;
    FakeRoot& operator=(FakeRoot const&) = delete;
    ~FakeRoot() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    /// Writes the file "/proc/..." below the root.
    FakeRoot& file(std::string const& name, std::string const& text) {
        auto const at = path_ / name.substr(1);
        std::filesystem::create_directories(at.parent_path());
        std::ofstream(at) << text;
        return *this;
    }

    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace probe_test
