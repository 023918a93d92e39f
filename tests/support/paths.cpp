#include <support/paths.hpp>

namespace wasmbench::support {

std::filesystem::path source_dir() {
    return WASMBENCH_SOURCE_DIR;
}

std::filesystem::path binary_dir() {
    return WASMBENCH_BINARY_DIR;
}

std::string test_target() {
    return WASMBENCH_TEST_TARGET;
}

} // namespace wasmbench::support
