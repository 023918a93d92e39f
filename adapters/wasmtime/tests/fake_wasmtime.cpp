// Wasmtime's command line as far as the adapter uses it, with the test target in place of an engine. A
// "module" is a Wasm header followed by the name of a mode of the target; "compiling" it writes the mode
// behind another header, and fills the cache where there is one. Whatever the real program refuses, this one
// refuses too.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

constexpr std::size_t header_size = 8;
constexpr std::string_view compiled_header = "COMPILED";

[[noreturn]] void quit(int status, std::string const& why) {
    std::fputs(("error: " + why + "\n").c_str(), stderr);
    std::fflush(stderr);
    ::_exit(status);
}

std::string read(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) quit(1, "failed to read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

struct Arguments {
    bool precompiled_allowed = false;
    bool cache = false;
    std::optional<fs::path> cache_config;
    std::string address, port, out;
    bool reuse = false;
    std::string file;
};

// clap's rules: options first, in any order; the first word that is none is the file.
Arguments parse(Words const& words, bool serve, bool compile) {
    Arguments a;
    for (std::size_t i = 0; i < words.size(); ++i) {
        auto value = [&]() -> std::string const& {
            if (i + 1 == words.size()) quit(2, "a value is required for '" + words[i] + "'");
            return words[++i];
        };
        auto const& w = words[i];
        if (w == "--allow-precompiled") {
            a.precompiled_allowed = true;
        } else if (w == "-C") {
            auto const& v = value();
            if (v == "cache=y" || v == "cache=n")
                a.cache = v == "cache=y";
            else if (v.rfind("cache-config=", 0) == 0)
                a.cache_config = v.substr(13);
            else
                quit(2, "invalid value '" + v + "' for '-C'");
        } else if (w == "-O") {
            auto const& v = value();
            if (v != "pooling-allocator=y" && v != "pooling-allocator=n")
                quit(2, "invalid value '" + v + "' for '-O'");
        } else if (compile && w == "-o") {
            a.out = value();
        } else if (serve && w == "--addr") {
            auto const& v = value();
            a.address = v.substr(0, v.find(':'));
            a.port = v.substr(v.find(':') + 1);
        } else if (serve && w == "--max-instance-reuse-count") {
            a.reuse = std::stoul(value()) > 0;
        } else if (serve && w == "--idle-instance-timeout") {
            if (value().back() != 's')
                quit(2, "a number of seconds is expected for '--idle-instance-timeout'");
        } else if (!w.empty() && w[0] == '-') {
            quit(2, "unexpected argument '" + w + "' found");
        } else {
            a.file = w;
            break; // what follows belongs to the program
        }
    }
    if (a.file.empty()) quit(2, "the following required arguments were not provided: <WASM>");
    return a;
}

// The mode that is in a module. With a cache, "compiles" into it unless it is there.
std::string load(Arguments const& a) {
    auto const bytes = read(a.file);
    if (bytes.rfind(compiled_header, 0) == 0) {
        if (!a.precompiled_allowed) quit(1, "running a precompiled module requires --allow-precompiled");
        return bytes.substr(header_size);
    }
    if (bytes.rfind(std::string("\0asm", 4), 0) != 0) quit(1, "not a WebAssembly file");
    auto const mode = bytes.substr(header_size);
    if (a.cache) {
        auto const config = read(a.cache_config.value_or(""));
        auto const begin = config.find("directory = \"") + 13;
        auto const folder = fs::path(config.substr(begin, config.find('"', begin) - begin)) / "modules";
        fs::create_directories(folder);
        std::ofstream(folder / (mode + ".bin")) << mode;
        std::ofstream(folder / (mode + ".stats")) << "1";
    }
    return mode;
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
        std::puts("wasmtime 48.0.8 (fake 2026-01-01)");
        return 0;
    }
    if (words.empty()) quit(2, "no command");
    auto const command = words.front();
    words.erase(words.begin());
    if (command == "compile") {
        auto a = parse(words, false, true);
        std::ofstream(a.out, std::ios::binary) << compiled_header << load(a);
        return 0;
    }
    if (command == "run") {
        auto const a = parse(words, false, false);
        become({WASMBENCH_TEST_TARGET, load(a)});
    }
    if (command == "serve") {
        auto const a = parse(words, true, false);
        if (a.port.empty() || !a.reuse) quit(2, "--addr and --max-instance-reuse-count are expected here");
        become({WASMBENCH_TEST_TARGET, load(a), "--address", a.address, "--port", a.port});
    }
    quit(2, "unrecognized subcommand '" + command + "'");
}
