#include "library.hpp"

#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <support/environment.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::wasmtime_embedded;
namespace fs = std::filesystem;

namespace {

constexpr char const* file_name =
#ifdef __APPLE__
    "libwasmtime.dylib";
#else
    "libwasmtime.so";
#endif

void write(fs::path const& file, std::string const& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

// Where `folder` lacks something, the reason names it and there is a remedy.
bool absent_because(fs::path const& folder, std::string const& words) {
    auto const l = load_library(folder);
    UNSCOPED_INFO(l.availability.reason);
    CHECK_FALSE(l.availability.usable);
    CHECK(l.api == nullptr);
    CHECK_FALSE(l.availability.fix.empty());
    return l.availability.reason.find(words) != std::string::npos;
}

} // namespace

TEST_CASE("a library that is not there, of an unknown version, no library, or of other functions") {
    testing::ScratchFolder const folder;
    auto const library = folder.path() / "lib" / file_name;
    auto const header = folder.path() / "include" / "wasmtime.h";
    CHECK(absent_because(folder.path(), "there is no " + library.string()));
    write(library, "this is no library");
    CHECK(absent_because(folder.path(), "states no version"));
    write(header, "#define WASMTIME_VERSION \"47.0.1\"\n");
    CHECK(absent_because(folder.path(), "is Wasmtime 47.0.1, this adapter knows the C API of 48.x"));
    write(header, "/* */\n#define WASMTIME_VERSION \"48.0.0\"\n#define WASMTIME_VERSION_MAJOR 48\n");
    CHECK(stated_version(folder.path()) == "48.0.0");
    CHECK(absent_because(folder.path(), "cannot load " + library.string()));
}

#ifdef __linux__
TEST_CASE("a library without the functions is named with the first that it lacks") {
    testing::ScratchFolder const folder;
    write(folder.path() / "include" / "wasmtime.h", "#define WASMTIME_VERSION \"48.0.0\"\n");
    fs::create_directories(folder.path() / "lib");
    fs::create_symlink(WASMBENCH_EMPTY_LIBRARY, folder.path() / "lib" / file_name);
    CHECK(absent_because(folder.path(), "has no function wasm_config_new"));
}
#endif

TEST_CASE("where the C API is looked for") {
    tests::EnvironmentVariable const prefix("WASMBENCH_PREFIX", "/prefix");
    CHECK(c_api_folder("/chosen") == fs::path("/chosen"));
    {
        tests::EnvironmentVariable const variable("WASMBENCH_WASMTIME_C_API", "/named");
        CHECK(c_api_folder({}) == fs::path("/named"));
        CHECK(c_api_folder("/chosen") == fs::path("/chosen"));
    }
    tests::EnvironmentVariable const variable("WASMBENCH_WASMTIME_C_API", "");
    CHECK(c_api_folder({}) == fs::path("/prefix"));
}
