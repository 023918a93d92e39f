#pragma once

/* The C interface by which Sightglass, the benchmark suite of the Bytecode Alliance, drives an engine inside a process: five
 * functions of a shared library. Both sides of it are here: adapters/sightglass loads such libraries, adapters/wasmtime_embedded
 * makes one. In C, so that an engine's library may be written in C.
 *
 * The interface has no version number. This is crates/recorder/src/bench_api.rs of Sightglass from d3e1f28 (2022-05-06, which put
 * execution_flags at the end) to 08180eb (2026-07-28), and crates/bench-api of Wasmtime. A library of the time before has the
 * same structure without its last two fields; a structure of this size is handed over in memory on x86_64 and aarch64, so such a
 * library does not see the difference.
 *
 * Order of calls: create, compile, then instantiate and execute any number of times, free. All on one thread. Text is UTF-8,
 * with a length and without a terminating zero.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Called with the timer beside it, at the begin and at the end of a phase. */
typedef void (*WasmBenchCallback)(uint8_t* timer);

typedef struct WasmBenchConfig {
    uint8_t const* working_dir_ptr; /* the program sees it as "." */
    size_t working_dir_len;
    uint8_t const* stdout_path_ptr; /* files that the engine makes for the program's output */
    size_t stdout_path_len;
    uint8_t const* stderr_path_ptr;
    size_t stderr_path_len;
    uint8_t const* stdin_path_ptr; /* null: no input */
    size_t stdin_path_len;

    uint8_t* compilation_timer; /* the callbacks around wasm_bench_compile's compiling */
    WasmBenchCallback compilation_start;
    WasmBenchCallback compilation_end;
    uint8_t* instantiation_timer;
    WasmBenchCallback instantiation_start;
    WasmBenchCallback instantiation_end;
    uint8_t* execution_timer; /* called when the program calls its imports bench.start and bench.end */
    WasmBenchCallback execution_start;
    WasmBenchCallback execution_end;

    uint8_t const* execution_flags_ptr; /* the engine's own options, as on its command line; null: none */
    size_t execution_flags_len;
} WasmBenchConfig;

/* 0 is success, everything else failure; the engine says why on the standard error output. `out` is set on success only. */
int wasm_bench_create(WasmBenchConfig config, void** out);
int wasm_bench_compile(void* state, uint8_t const* wasm, size_t size);
int wasm_bench_instantiate(void* state);
/* Calls the export _start. A program that ends itself with status 0 has succeeded. */
int wasm_bench_execute(void* state);
void wasm_bench_free(void* state);

#ifdef __cplusplus
}
#endif
