// WasmEdge's command line as far as the adapter uses it, with the test target in place of an engine. A "module"
// is a Wasm header followed by the name of a mode of the target; "compiling" it writes the mode behind another
// header. Whatever the real program refuses, this one refuses too, with its status 1 for a file it cannot load.

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

using Words = std::vector<std::string>;

constexpr std::size_t header_size = 8;
constexpr std::string_view compiled_header = "COMPILED";

[[noreturn]] void quit(int status, std::string const& why) {
    std::fputs(("[error] " + why + "\n").c_str(), stderr);
    std::fflush(stderr);
    ::_exit(status);
}

std::string read(std::string const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) quit(1, "loading failed: invalid path: " + file);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string mode_in(std::string const& bytes, std::string_view header) {
    if (bytes.rfind(header, 0) != 0) quit(1, "loading failed: magic header not detected");
    return bytes.substr(header_size);
}

[[noreturn]] void become(Words words) {
    std::vector<char*> argv;
    for (auto& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    ::execv(WASMBENCH_TEST_TARGET, argv.data());
    quit(1, "cannot run the test target");
}

} // namespace

int main(int argc, char** argv) {
    Words words(argv + 1, argv + argc);
    if (words == Words{"--version"}) {
        std::puts("wasmedge version 0.14.1\n (plugin \"wasi_logging\") version 0.1.0.0");
        return 0;
    }
    std::string_view const wasm_header("\0asm", 4);
    if (words.size() == 3 && words[0] == "compile") {
        std::ofstream(words[2], std::ios::binary) << compiled_header << mode_in(read(words[1]), wasm_header);
        return 0;
    }
    if (words.size() < 2 || words[0] != "run") quit(1, "no input file");
    bool const flag = words[1] == "--force-interpreter" || words[1] == "--enable-jit";
    if (!flag && words[1][0] == '-') quit(1, "unknown option: " + words[1]);
    if (flag && words.size() == 2) quit(1, "no input file");
    auto const file = words[flag ? 2 : 1];
    Words target{WASMBENCH_TEST_TARGET, mode_in(read(file), flag ? wasm_header : compiled_header)};
    target.insert(target.end(), words.begin() + (flag ? 3 : 2), words.end());
    become(target);
}
