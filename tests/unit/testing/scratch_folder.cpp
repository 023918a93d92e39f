#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>

using wasmbench::testing::ScratchFolder;

TEST_CASE("a scratch folder is new, and goes with what is in it") {
    std::filesystem::path inner_path;
    ScratchFolder outer;
    {
        ScratchFolder inner(outer.path());
        ScratchFolder other(outer.path());
        inner_path = inner.path();
        CHECK(inner_path.parent_path() == outer.path());
        CHECK(inner_path != other.path());
        CHECK(std::filesystem::is_empty(inner_path));
        std::ofstream(inner_path / "file") << "x";
        REQUIRE(std::filesystem::exists(inner_path / "file"));
    }
    CHECK(std::filesystem::is_empty(outer.path()));
    CHECK_THROWS_AS(ScratchFolder(outer.path() / "no" / "such"), std::filesystem::filesystem_error);
}
