#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters;
using tests::TargetWorkload;

namespace {

struct Fixture {
    testing::ScratchFolder folder;
    TargetWorkload workload{TargetWorkload::Kind::service, "serve"};

    std::filesystem::path write(std::string const& name, std::string const& bytes) {
        auto const file = folder.path() / name;
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }
    std::filesystem::path module = write("m.wasm", std::string("\0asm\1\0\0\0", 8));
    std::filesystem::path component = write("c.wasm", std::string("\0asm\x0d\0\1\0", 8));
    std::filesystem::path text = write("t.wasm", "#!/bin/sh\necho\n");

    Failure refused(std::string_view target, std::filesystem::path const& file) {
        workload.artifacts.insert_or_assign(std::string(target), file);
        auto const r = checked_artifact(workload, target);
        REQUIRE_FALSE(r.has_value());
        CHECK(r.error().diagnostics.subject == file.string());
        return r.error();
    }
    bool accepted(std::string_view target, std::filesystem::path const& file) {
        workload.artifacts.insert_or_assign(std::string(target), file);
        auto const r = checked_artifact(workload, target);
        return r && *r == file;
    }
};

} // namespace

TEST_CASE_METHOD(Fixture, "the first bytes tell what a file is") {
    CHECK(file_kind(module) == FileKind::wasm_module);
    CHECK(file_kind(component) == FileKind::wasm_component);
    CHECK(file_kind(text) == FileKind::other);
    CHECK(file_kind(write("empty", "")) == FileKind::other);
    CHECK(file_kind(write("short", std::string("\0asm\1\0\0", 7))) == FileKind::other);
    CHECK(file_kind(folder.path() / "absent") == FileKind::missing);
    CHECK(file_kind(folder.path()) == FileKind::missing);
}

TEST_CASE_METHOD(Fixture, "each target takes its own kind of file") {
    CHECK(accepted("native", text));
    CHECK(accepted("wasm32-wasi", module));
    CHECK(accepted("wasi-http", component));
}

TEST_CASE_METHOD(Fixture, "another kind is refused, and the message says which was wanted") {
    CHECK(refused("native", module).diagnostics.expected == "a native program, not a WebAssembly file");
    auto const not_wasm = refused("wasm32-wasi", text);
    CHECK(not_wasm.code == errc::artifact_missing);
    CHECK(not_wasm.diagnostics.expected == "a WebAssembly core module");
    CHECK(not_wasm.diagnostics.remedy.find("not WebAssembly") != std::string::npos);
    auto const other_kind = refused("wasi-http", module);
    CHECK(other_kind.diagnostics.expected == "a WebAssembly component");
    CHECK(other_kind.diagnostics.remedy.find("other kind") != std::string::npos);
    CHECK(refused("wasm32-wasi", component).diagnostics.expected == "a WebAssembly core module");
}

TEST_CASE_METHOD(Fixture, "a missing file and a target that the workload is not made for") {
    auto const missing = refused("wasm32-wasi", folder.path() / "absent.wasm");
    CHECK(missing.code == errc::artifact_missing);
    CHECK_FALSE(missing.diagnostics.remedy.empty());
    auto const r = checked_artifact(workload, "riscv");
    REQUIRE_FALSE(r.has_value());
    CHECK(r.error().code == errc::unsupported);
    CHECK(r.error().diagnostics.expected.find("riscv") != std::string::npos);
}

TEST_CASE("a label names the workload and its endpoint") {
    CHECK(label(TargetWorkload(TargetWorkload::Kind::service, "serve")) == "serve /");
    CHECK(label(TargetWorkload(TargetWorkload::Kind::program, "print")) == "print");
}
