// The command line of every description that comes with wasmbench, word by word.

#include "command_line.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::adapters;
using tests::TargetWorkload;

namespace {

std::filesystem::path const folder = support::source_dir() / "adapters/command/runtimes";

RuntimeDescription shipped(std::string const& name) {
    auto const file = folder / (name + ".json");
    std::ifstream in(file);
    std::string const text{std::istreambuf_iterator<char>(in), {}};
    auto const d = runtime_description_from_json(text, file);
    if (!d) FAIL(to_line(d.error()));
    return *d;
}

std::string const driver = (folder / "wasi.mjs").string();

// "PROGRAM WORDS [VARIABLE=value...]" of a mode, for the module /m/x.wasm, the arguments 7 and --y, the
// artifact /s/x.a.
std::string line(std::string const& runtime, std::string const& mode, bool compile = false) {
    auto const d = shipped(runtime);
    TargetWorkload const workload(TargetWorkload::Kind::program, "print");
    auto const settings = command::read_options(d, workload, {{"mode", mode}});
    Command c;
    command::Places const at{folder, "/s", "/m/x.wasm", settings.mode->compile ? "/s/x.a" : ""};
    if (compile)
        command::set_compile(c, *settings.mode, at);
    else
        command::set_run(c, *settings.mode, at, {"7", "--y"});
    auto const& other =
        compile ? settings.mode->compile->command.program : settings.mode->run->command.program;
    c.program = other.empty() ? d.program : other;
    auto out = to_string(c);
    for (auto const& variable : c.environment) out += " " + variable;
    return out;
}

} // namespace

TEST_CASE("wazero") {
    CHECK(line("wazero", "jit") == "wazero run /m/x.wasm 7 --y");
    CHECK(line("wazero", "aot", true) == "wazero compile -cachedir=/s/x.a /m/x.wasm");
    CHECK(line("wazero", "aot") == "wazero run -cachedir=/s/x.a /m/x.wasm 7 --y");
    CHECK(line("wazero", "interpreter") == "wazero run -interpreter /m/x.wasm 7 --y");
}

TEST_CASE("wasmi") {
    CHECK(line("wasmi", "interpreter") == "wasmi run /m/x.wasm 7 --y");
    CHECK(line("wasmi", "eager") == "wasmi run --compilation-mode eager /m/x.wasm 7 --y");
}

TEST_CASE("wasmer") {
    CHECK(line("wasmer", "cranelift") == "wasmer run --cranelift /m/x.wasm -- 7 --y");
    CHECK(line("wasmer", "singlepass") == "wasmer run --singlepass /m/x.wasm -- 7 --y");
    CHECK(line("wasmer", "aot", true) == "wasmer compile --cranelift /m/x.wasm -o /s/x.a");
    CHECK(line("wasmer", "aot") == "wasmer run /s/x.a -- 7 --y");
}

TEST_CASE("iwasm") {
    CHECK(line("iwasm", "interpreter") == "iwasm --interp /m/x.wasm 7 --y");
    CHECK(line("iwasm", "aot", true) == "wamrc -o /s/x.a /m/x.wasm");
    CHECK(line("iwasm", "aot") == "iwasm /s/x.a 7 --y");
}

TEST_CASE("wasm3") {
    CHECK(line("wasm3", "interpreter") == "wasm3 /m/x.wasm 7 --y");
}

TEST_CASE("those that run JavaScript, by one script") {
    CHECK(
        line("node", "jit") == "node --no-warnings --no-turbo-fast-api-calls " + driver + " /m/x.wasm 7 --y");
    CHECK(line("deno", "jit") ==
          "deno run --quiet --no-config --no-lock --no-remote --no-npm --no-code-cache --allow-read " +
              driver + " /m/x.wasm 7 --y DENO_NO_UPDATE_CHECK=1 NO_COLOR=1");
    CHECK(line("bun", "jit") ==
          "bun run --no-install --no-env-file " + driver + " /m/x.wasm 7 --y DO_NOT_TRACK=1 NO_COLOR=1");
}

TEST_CASE("each says whether it was tried, why it serves nothing, and what its files are") {
    std::size_t seen = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        ++seen;
        auto const d = shipped(entry.path().stem().string());
        INFO(d.name);
        CHECK(d.name == entry.path().stem());
        CHECK(d.verified.empty() != d.not_verified.empty());
        CHECK_FALSE(d.capabilities.has(Capability::http));
        CHECK(std::any_of(
            d.lacks.begin(), d.lacks.end(), [](auto const& l) { return l.first == Capability::http; }));
        for (auto const& file : d.files) CHECK(std::filesystem::exists(file));
    }
    CHECK(seen == 8);
}
