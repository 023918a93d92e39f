#include "tar.hpp"

#include <wasmbench/testing/scratch_folder.hpp>

#include <wasmbench/adapters/common/program.hpp>

#include <catch2/catch_test_macros.hpp>

#include <support/files.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters::docker;

namespace {

std::string all_of(std::vector<TarEntry> entries) {
    auto stream = TarStream::open(std::move(entries));
    REQUIRE(stream.has_value());
    std::string out;
    for (;;) {
        auto piece = stream->next();
        REQUIRE(piece.has_value());
        if (piece->empty()) break;
        out += *piece;
    }
    CHECK(out.size() == stream->size());
    return out;
}

std::vector<TarEntry> entries(std::filesystem::path const& file) {
    std::vector<TarEntry> e(2);
    e[0].name = "Dockerfile";
    e[0].text = "FROM scratch\n";
    e[1].name = "program";
    e[1].mode = 0755;
    e[1].file = file;
    return e;
}

} // namespace

TEST_CASE("a header is the block that POSIX describes") {
    auto const h = tar_header("program", 1234, 0755);
    REQUIRE(h.size() == 512);
    CHECK(h.substr(0, 8) == std::string("program\0", 8));
    CHECK(h.substr(100, 8) == std::string("0000755\0", 8));
    CHECK(h.substr(124, 12) == std::string("00000002322\0", 12)); // 1234 in octal
    CHECK(h.substr(136, 12) == std::string("00000000000\0", 12)); // 1970
    CHECK(h[156] == '0');
    CHECK(h.substr(257, 8) == std::string("ustar\0" "00", 8));
    // The sum of all bytes, with the field itself as spaces.
    unsigned sum = 8 * ' ';
    for (std::size_t i = 0; i < 512; ++i)
        if (i < 148 || i >= 156) sum += static_cast<unsigned char>(h[i]);
    CHECK(std::stoul(h.substr(148, 6), nullptr, 8) == sum);
    CHECK(h.substr(154, 2) == std::string("\0 ", 2));
}

TEST_CASE("content is filled up to whole blocks") {
    CHECK(tar_padding(0).empty());
    CHECK(tar_padding(1).size() == 511);
    CHECK(tar_padding(512).empty());
    CHECK(tar_padding(513).size() == 511);
    CHECK(tar_end() == std::string(1024, '\0'));
}

TEST_CASE("an archive is its headers and contents, whatever the size of the file") {
    testing::ScratchFolder const folder;
    auto const file = folder.path() / "file";
    for (std::size_t size : {0u, 1u, 512u, 65536u, 65537u, 200'000u}) {
        CAPTURE(size);
        std::string const content(size, 'x');
        testing::write_file(file, content);
        CHECK(all_of(entries(file)) == tar_header("Dockerfile", 13, 0644) + "FROM scratch\n" + tar_padding(13) +
                                           tar_header("program", size, 0755) + content + tar_padding(size) +
                                           tar_end());
    }
}

TEST_CASE("tar lists and unpacks it") {
    testing::ScratchFolder const folder;
    auto const file = folder.path() / "file";
    std::string const content(70'001, 'y');
    testing::write_file(file, content);
    testing::write_file(folder.path() / "archive.tar", all_of(entries(file)));
    auto const tar = adapters::find_program("tar");
    if (!tar) SKIP("there is no tar on this machine");
    auto const archive = (folder.path() / "archive.tar").string();
    auto const listed = adapters::run_tool(*tar, {"-tf", archive}, std::chrono::seconds(10));
    REQUIRE(listed);
    CHECK(listed->exit_code == 0);
    CHECK(listed->text == "Dockerfile\nprogram\n");
    auto const out = folder.path() / "out";
    std::filesystem::create_directory(out);
    auto const unpacked =
        adapters::run_tool(*tar, {"-xf", archive, "-C", out.string()}, std::chrono::seconds(10));
    REQUIRE(unpacked);
    CHECK(unpacked->text == "");
    CHECK(testing::read_file(out / "program") == content);
    CHECK((std::filesystem::status(out / "program").permissions() & std::filesystem::perms::owner_exec) !=
          std::filesystem::perms::none);
}

TEST_CASE("a file that is not there, or becomes shorter, is an error and no short archive") {
    testing::ScratchFolder const folder;
    auto const file = folder.path() / "file";
    CHECK(TarStream::open(entries(file)).error().diagnostics.subject == file.string());
    testing::write_file(file, std::string(100'000, 'x'));
    auto stream = TarStream::open(entries(file));
    REQUIRE(stream.has_value());
    testing::write_file(file, "short");
    error_code ec;
    for (int i = 0; i < 10 && !ec; ++i)
        if (auto piece = stream->next(); !piece) ec = piece.error().code;
    CHECK(ec == errc::results_io);
}
