// wasmbench-sightglass-host: one run of a Wasm module by an engine's library, in a process of its own.
//
//   wasmbench-sightglass-host ENGINE MODULE FOLDER STDOUT STDERR [FLAGS]   runs it
//   wasmbench-sightglass-host --check ENGINE                               loads the engine and looks for its functions
//
// Standard output: the moments of the run (moments.hpp). Standard error: each step before it begins, so that the last line
// tells where the engine ended the process, and what the engine says. Status 0, or 1 when a step failed, 2 for wrong arguments.
#include "engine_library.hpp"
#include "moments.hpp"

#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using namespace wasmbench::adapters::sightglass;

// One begin and end each; what the engine's callbacks are given.
struct Timer {
    Moments* moments;
    char const* begin;
    char const* end;
};

void begin(std::uint8_t* timer) {
    auto const& t = *reinterpret_cast<Timer*>(timer);
    t.moments->take_first(t.begin);
}
void end(std::uint8_t* timer) {
    auto const& t = *reinterpret_cast<Timer*>(timer);
    t.moments->take(t.end);
}

std::uint8_t const* bytes(char const* text) {
    return reinterpret_cast<std::uint8_t const*>(text);
}

void step(char const* name) {
    std::fprintf(stderr, "step: %s\n", name);
}

int failed(char const* name, int status) {
    std::fprintf(stderr, "%s: the engine answered %d\n", name, status);
    return 1;
}

int check(char const* file) {
    std::string problem;
    load_engine(file, problem);
    std::fprintf(problem.empty() ? stdout : stderr, "%s\n", problem.empty() ? "all 5 functions" : problem.c_str());
    return problem.empty() ? 0 : 1;
}

int run(std::vector<char const*> const& arguments) {
    auto const* const file = arguments[1];
    std::ifstream in(file, std::ios::binary);
    std::vector<char> const module{std::istreambuf_iterator<char>(in), {}};
    if (!in) {
        std::fprintf(stderr, "%s cannot be read\n", file);
        return 1;
    }
    Moments moments;
    step("load the engine");
    std::string problem;
    auto const engine = load_engine(arguments[0], problem);
    if (!problem.empty()) {
        std::fprintf(stderr, "%s: %s\n", arguments[0], problem.c_str());
        return 1;
    }
    moments.take("engine_loaded");

    Timer compilation{&moments, "compilation_begun", "compilation_ended"};
    Timer instantiation{&moments, "instantiation_begun", "instantiation_ended"};
    Timer execution{&moments, "bench_begun", "bench_ended"};
    WasmBenchConfig config{};
    config.working_dir_ptr = bytes(arguments[2]);
    config.working_dir_len = std::strlen(arguments[2]);
    config.stdout_path_ptr = bytes(arguments[3]);
    config.stdout_path_len = std::strlen(arguments[3]);
    config.stderr_path_ptr = bytes(arguments[4]);
    config.stderr_path_len = std::strlen(arguments[4]);
    config.compilation_timer = reinterpret_cast<std::uint8_t*>(&compilation);
    config.instantiation_timer = reinterpret_cast<std::uint8_t*>(&instantiation);
    config.execution_timer = reinterpret_cast<std::uint8_t*>(&execution);
    config.compilation_start = config.instantiation_start = config.execution_start = begin;
    config.compilation_end = config.instantiation_end = config.execution_end = end;
    if (arguments.size() > 5) {
        config.execution_flags_ptr = bytes(arguments[5]);
        config.execution_flags_len = std::strlen(arguments[5]);
    }

    step("create");
    void* state = nullptr;
    if (int const status = engine.create(config, &state); status != 0) return failed("wasm_bench_create", status);
    if (!state) {
        std::fputs("wasm_bench_create: the engine answered 0 and gave no state\n", stderr);
        return 1;
    }
    moments.take("engine_created");
    step("compile");
    if (int const status = engine.compile(state, bytes(module.data()), module.size()); status != 0)
        return failed("wasm_bench_compile", status);
    moments.take("compiled");
    step("instantiate");
    if (int const status = engine.instantiate(state); status != 0) return failed("wasm_bench_instantiate", status);
    moments.take("instantiated");
    step("execute");
    if (int const status = engine.execute(state); status != 0) return failed("wasm_bench_execute", status);
    moments.take("executed");
    step("free");
    engine.free(state);
    moments.take("freed");
    return moments.write(stdout) ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    std::setvbuf(stderr, nullptr, _IOLBF, BUFSIZ);
    std::vector<char const*> const arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    try {
        if (arguments.size() == 2 && std::strcmp(arguments[0], "--check") == 0) return check(arguments[1]);
        if (arguments.size() == 5 || arguments.size() == 6) {
            int const status = run(arguments);
            // After a failure in the middle nothing of the engine's is run any more, neither its free nor what it has put
            // down for the end of the process.
            if (status != 0) std::_Exit(status);
            return status;
        }
    } catch (std::exception const& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
    std::fputs("usage: wasmbench-sightglass-host ENGINE MODULE FOLDER STDOUT STDERR [FLAGS]\n"
               "       wasmbench-sightglass-host --check ENGINE\n",
        stderr);
    return 2;
}
