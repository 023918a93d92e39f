/* An engine of Sightglass's interface without a Wasm engine, in C. A "module" is a Wasm header followed by the name of a mode,
 * which says what the step does that it names; a flag of the same words makes wasm_bench_create do it. */
#include <wasmbench/adapters/common/bench_abi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct State {
    WasmBenchConfig config;
    char output[4096];
    char errors[4096];
    char mode[64];
};

static void copy(char* into, size_t room, uint8_t const* text, size_t size) {
    if (size >= room) abort();
    memcpy(into, text, size);
    into[size] = '\0';
}

static int is(struct State const* s, char const* mode) {
    return strcmp(s->mode, mode) == 0;
}

static void print(char const* file, char const* text) {
    FILE* const out = fopen(file, "w");
    if (!out || fputs(text, out) == EOF || fclose(out) != 0) abort();
}

int wasm_bench_create(WasmBenchConfig config, void** out) {
    char flags[64] = "";
    if (config.execution_flags_ptr) copy(flags, sizeof flags, config.execution_flags_ptr, config.execution_flags_len);
    if (strcmp(flags, "create-fails") == 0) {
        fputs("fake engine: no engine today\n", stderr);
        return -1;
    }
    if (strcmp(flags, "create-gives-nothing") == 0) return 0;
    struct State* const s = calloc(1, sizeof *s);
    s->config = config;
    copy(s->output, sizeof s->output, config.stdout_path_ptr, config.stdout_path_len);
    copy(s->errors, sizeof s->errors, config.stderr_path_ptr, config.stderr_path_len);
    *out = s;
    return 0;
}

int wasm_bench_compile(void* state, uint8_t const* wasm, size_t size) {
    struct State* const s = state;
    copy(s->mode, sizeof s->mode, wasm + 8, size - 8);
    if (is(s, "compile-crashes")) abort();
    s->config.compilation_start(s->config.compilation_timer);
    if (is(s, "compile-fails")) {
        fputs("fake engine: unknown opcode\n", stderr);
        return 7;
    }
    s->config.compilation_end(s->config.compilation_timer);
    return 0;
}

int wasm_bench_instantiate(void* state) {
    struct State* const s = state;
    s->config.instantiation_start(s->config.instantiation_timer);
    if (is(s, "instantiate-fails")) {
        fputs("fake engine: unknown import\n", stderr);
        return -1;
    }
    s->config.instantiation_end(s->config.instantiation_timer);
    return 0;
}

int wasm_bench_execute(void* state) {
    struct State* const s = state;
    if (is(s, "execute-crashes")) abort();
    if (is(s, "hang"))
        for (;;) pause();
    if (is(s, "fail")) {
        print(s->errors, "these are the target's last words\n");
        fputs("fake engine: exited with status 3\n", stderr);
        return -1;
    }
    if (is(s, "bench") || is(s, "bench-often"))
        for (int i = 0; i < (is(s, "bench") ? 1 : 1000); ++i) {
            s->config.execution_start(s->config.execution_timer);
            s->config.execution_end(s->config.execution_timer);
        }
    int wrong = is(s, "wrong");
    if (is(s, "reads")) {
        char file[4096];
        copy(file, sizeof file - sizeof "/default.input", s->config.working_dir_ptr, s->config.working_dir_len);
        strcat(file, "/default.input");
        wrong = access(file, R_OK) != 0;
    }
    print(s->output, wrong ? "something else\n" : "target answers\n");
    return 0;
}

#ifndef WITHOUT_FREE
void wasm_bench_free(void* state) {
    struct State* const s = state;
    if (is(s, "free-crashes")) abort();
    free(s);
}
#endif
