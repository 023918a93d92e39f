#include <wasmbench/testing/scratch_folder.hpp>
#include <wasmbench/testing/stand_in.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>
#include <iterator>

using namespace wasmbench;
using namespace wasmbench::testing;

namespace {

std::string bytes_of(std::filesystem::path const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("a target is a link beside the program, for each kind of workload") {
    StandIns const target("/bin/target");
    CHECK(target.service.artifact("native") == "/bin/target-serve");
    CHECK(target.service.needs() == Capabilities{Capability::http});
    CHECK(target.service.endpoint() == "/");
    CHECK(target.hanging_program.artifact("native") == "/bin/target-hang");
    CHECK(target.hanging_program.needs() == Capabilities{Capability::command});
    CHECK(target.hanging_program.endpoint().empty());
    CHECK(target.program.artifact("wasm32-wasi") == std::nullopt);
    CHECK(target.program.answers({}, "target answers\n"));
    CHECK_FALSE(target.program.answers({}, "target answers"));
}

TEST_CASE("its Wasm files begin as theirs do and end with the mode; the missing one is missing") {
    ScratchFolder folder;
    StandIns target("/bin/target");
    target.write_wasm("wasm32-wasi", folder.path());
    target.write_wasm("wasi-http", folder.path());
    CHECK(bytes_of(target.program.artifacts.at("wasm32-wasi")) == std::string("\0asm\1\0\0\0print", 13));
    CHECK(bytes_of(target.service.artifacts.at("wasi-http")) == std::string("\0asm\x0d\0\1\0serve", 13));
    CHECK_FALSE(std::filesystem::exists(target.missing.artifacts.at("wasi-http")));
    CHECK(target.service.artifact("native") == "/bin/target-serve");
}

TEST_CASE("the subject has a workload of each kind") {
    StandIns const target("/bin/target");
    auto const s = target.subject({});
    CHECK(s.service == &target.service);
    CHECK(s.never_listens == &target.never_listens);
    CHECK(s.never_answers == &target.never_answers);
    CHECK(s.wrong_answer == &target.wrong_answer);
    CHECK(s.dies_early == &target.dies_early);
    CHECK(s.ignores_term == &target.ignores_term);
    CHECK(s.forks == &target.forks);
    CHECK(s.program == &target.program);
    CHECK(s.failing_program == &target.failing_program);
    CHECK(s.hanging_program == &target.hanging_program);
    CHECK(s.missing == &target.missing);
    CHECK(s.last_words == "these are the target's last words");
}
