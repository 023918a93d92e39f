#pragma once

#include <cstddef>
#include <cstdint>

/// The part of Wasmtime's C API (version 48) that the adapter uses, declared by hand: the library is loaded
/// at run time, so neither it nor its headers need to be there when the adapter is built. tests/c_api.cpp
/// compares every line with the real headers where they are found.
namespace wasmbench::adapters::wasmtime_embedded {

// Owned by the library, seen only through pointers.
struct Config;
struct PoolingConfig;
struct Engine;
struct Module;
struct Linker;
struct Store;
struct StoreContext;
struct WasiConfig;
struct FuncType;
struct Caller;
struct ApiError;
struct Trap;
struct Val;
struct Component;
struct ComponentLinker;
struct ExportIndex;

struct Bytes {
    std::size_t size = 0;
    char* data = nullptr;
};

struct ValueTypes {
    std::size_t size = 0;
    void** data = nullptr;
};

struct ModuleInstance {
    std::uint64_t store = 0;
    std::size_t index = 0;
};
struct Func {
    std::uint64_t store = 0;
    void* inner = nullptr;
};
struct Extern {
    std::uint8_t kind = 0;
    union {
        Func func;
        std::uint64_t room[3];
    };
    Extern()
        : room{} {}
};
inline constexpr std::uint8_t extern_func = 0;

struct ComponentInstance {
    std::uint64_t store = 0;
    std::uint32_t index = 0;
};
struct ComponentFunc {
    struct {
        std::uint64_t store = 0;
        std::uint32_t instance = 0;
    } where;
    std::uint32_t index = 0;
};

struct ComponentVal;
struct ComponentVals {
    std::size_t size = 0;
    ComponentVal* data = nullptr;
};
struct ComponentVal {
    std::uint8_t kind = 0;
    union {
        std::uint16_t u16;
        Bytes string;
        ComponentVals tuple;
        std::uint64_t room[3];
    };
    ComponentVal()
        : room{} {}
};
inline constexpr std::uint8_t val_u16 = 4;
inline constexpr std::uint8_t val_string = 12;
inline constexpr std::uint8_t val_tuple = 15;

inline constexpr std::uint8_t strategy_cranelift = 1;
inline constexpr std::uint8_t strategy_winch = 2;

/// A function of the host, as a linker takes it. A Trap that it gives back ends the program.
using HostFunction = Trap* (*)(void* environment, Caller*, Val const*, std::size_t, Val*, std::size_t);

/// The functions, each under the name that it has in the library without "wasm_", "wasmtime_" or "wasi_". A
/// test fills the table with functions of its own.
struct CApi {
    Config* (*config_new)() = nullptr;
    void (*config_strategy_set)(Config*, std::uint8_t) = nullptr;
    void (*config_epoch_interruption_set)(Config*, bool) = nullptr;
    PoolingConfig* (*pooling_allocation_config_new)() = nullptr;
    void (*pooling_allocation_config_delete)(PoolingConfig*) = nullptr;
    void (*pooling_allocation_strategy_set)(Config*, PoolingConfig const*) = nullptr;
    Engine* (*engine_new_with_config)(Config*) = nullptr; ///< takes the config
    void (*engine_delete)(Engine*) = nullptr;
    void (*engine_increment_epoch)(Engine const*) = nullptr;

    void (*error_message)(ApiError const*, Bytes*) = nullptr;
    bool (*error_exit_status)(ApiError const*, int*) = nullptr;
    void (*error_delete)(ApiError*) = nullptr;
    void (*trap_message)(Trap const*, Bytes*) = nullptr;
    void (*trap_delete)(Trap*) = nullptr;
    void (*byte_vec_delete)(Bytes*) = nullptr;

    ApiError* (*module_new)(Engine*, std::uint8_t const*, std::size_t, Module**) = nullptr;
    ApiError* (*module_serialize)(Module const*, Bytes*) = nullptr;
    ApiError* (*module_deserialize_file)(Engine*, char const*, Module**) = nullptr;
    void (*module_delete)(Module*) = nullptr;

    Store* (*store_new)(Engine*, void*, void (*)(void*)) = nullptr;
    StoreContext* (*store_context)(Store*) = nullptr;
    void (*store_delete)(Store*) = nullptr;
    void (*context_set_epoch_deadline)(StoreContext*, std::uint64_t) = nullptr;
    ApiError* (*context_set_wasi)(StoreContext*, WasiConfig*) = nullptr; ///< takes the config

    WasiConfig* (*config_new_wasi)() = nullptr;
    void (*config_delete_wasi)(WasiConfig*) = nullptr;
    bool (*config_set_argv)(WasiConfig*, std::size_t, char const**) = nullptr;
    bool (*config_set_stdout_file)(WasiConfig*, char const*) = nullptr;
    bool (*config_set_stderr_file)(WasiConfig*, char const*) = nullptr;
    bool (*config_set_stdin_file)(WasiConfig*, char const*) = nullptr;
    bool (*config_set_env)(WasiConfig*, std::size_t, char const**, char const**) = nullptr;
    bool (*config_preopen_dir)(WasiConfig*, char const*, char const*, bool) = nullptr;

    Linker* (*linker_new)(Engine*) = nullptr;
    void (*linker_delete)(Linker*) = nullptr;
    ApiError* (*linker_define_wasi)(Linker*) = nullptr;
    ApiError* (*linker_define_func)(Linker*, char const*, std::size_t, char const*, std::size_t, FuncType const*,
        HostFunction, void*, void (*)(void*)) = nullptr;
    FuncType* (*functype_new)(ValueTypes*, ValueTypes*) = nullptr; ///< takes what is in them
    void (*functype_delete)(FuncType*) = nullptr;
    ApiError* (*linker_instantiate)(
        Linker const*, StoreContext*, Module const*, ModuleInstance*, Trap**) = nullptr;
    bool (*instance_export_get)(
        StoreContext*, ModuleInstance const*, char const*, std::size_t, Extern*) = nullptr;
    ApiError* (*func_call)(
        StoreContext*, Func const*, Val const*, std::size_t, Val*, std::size_t, Trap**) = nullptr;

    ApiError* (*component_new)(Engine const*, std::uint8_t const*, std::size_t, Component**) = nullptr;
    ApiError* (*component_serialize)(Component const*, Bytes*) = nullptr;
    ApiError* (*component_deserialize_file)(Engine const*, char const*, Component**) = nullptr;
    void (*component_delete)(Component*) = nullptr;
    ExportIndex* (*component_get_export_index)(
        Component const*, ExportIndex const*, char const*, std::size_t) = nullptr;
    void (*component_export_index_delete)(ExportIndex*) = nullptr;
    ComponentLinker* (*component_linker_new)(Engine const*) = nullptr;
    void (*component_linker_delete)(ComponentLinker*) = nullptr;
    ApiError* (*component_linker_instantiate)(
        ComponentLinker const*, StoreContext*, Component const*, ComponentInstance*) = nullptr;
    bool (*component_instance_get_func)(
        ComponentInstance const*, StoreContext*, ExportIndex const*, ComponentFunc*) = nullptr;
    ApiError* (*component_func_call)(ComponentFunc const*, StoreContext*, ComponentVal const*, std::size_t,
        ComponentVal*, std::size_t) = nullptr;
    void (*component_val_delete)(ComponentVal*) = nullptr;
};

/// Calls `f(name in the library, member)` for every function of the table.
template <class Table, class F>
void for_each_function(Table& t, F&& f) {
    f("wasm_config_new", t.config_new);
    f("wasmtime_config_strategy_set", t.config_strategy_set);
    f("wasmtime_config_epoch_interruption_set", t.config_epoch_interruption_set);
    f("wasmtime_pooling_allocation_config_new", t.pooling_allocation_config_new);
    f("wasmtime_pooling_allocation_config_delete", t.pooling_allocation_config_delete);
    f("wasmtime_pooling_allocation_strategy_set", t.pooling_allocation_strategy_set);
    f("wasm_engine_new_with_config", t.engine_new_with_config);
    f("wasm_engine_delete", t.engine_delete);
    f("wasmtime_engine_increment_epoch", t.engine_increment_epoch);
    f("wasmtime_error_message", t.error_message);
    f("wasmtime_error_exit_status", t.error_exit_status);
    f("wasmtime_error_delete", t.error_delete);
    f("wasm_trap_message", t.trap_message);
    f("wasm_trap_delete", t.trap_delete);
    f("wasm_byte_vec_delete", t.byte_vec_delete);
    f("wasmtime_module_new", t.module_new);
    f("wasmtime_module_serialize", t.module_serialize);
    f("wasmtime_module_deserialize_file", t.module_deserialize_file);
    f("wasmtime_module_delete", t.module_delete);
    f("wasmtime_store_new", t.store_new);
    f("wasmtime_store_context", t.store_context);
    f("wasmtime_store_delete", t.store_delete);
    f("wasmtime_context_set_epoch_deadline", t.context_set_epoch_deadline);
    f("wasmtime_context_set_wasi", t.context_set_wasi);
    f("wasi_config_new", t.config_new_wasi);
    f("wasi_config_delete", t.config_delete_wasi);
    f("wasi_config_set_argv", t.config_set_argv);
    f("wasi_config_set_stdout_file", t.config_set_stdout_file);
    f("wasi_config_set_stderr_file", t.config_set_stderr_file);
    f("wasi_config_set_stdin_file", t.config_set_stdin_file);
    f("wasi_config_set_env", t.config_set_env);
    f("wasi_config_preopen_dir", t.config_preopen_dir);
    f("wasmtime_linker_new", t.linker_new);
    f("wasmtime_linker_delete", t.linker_delete);
    f("wasmtime_linker_define_wasi", t.linker_define_wasi);
    f("wasmtime_linker_define_func", t.linker_define_func);
    f("wasm_functype_new", t.functype_new);
    f("wasm_functype_delete", t.functype_delete);
    f("wasmtime_linker_instantiate", t.linker_instantiate);
    f("wasmtime_instance_export_get", t.instance_export_get);
    f("wasmtime_func_call", t.func_call);
    f("wasmtime_component_new", t.component_new);
    f("wasmtime_component_serialize", t.component_serialize);
    f("wasmtime_component_deserialize_file", t.component_deserialize_file);
    f("wasmtime_component_delete", t.component_delete);
    f("wasmtime_component_get_export_index", t.component_get_export_index);
    f("wasmtime_component_export_index_delete", t.component_export_index_delete);
    f("wasmtime_component_linker_new", t.component_linker_new);
    f("wasmtime_component_linker_delete", t.component_linker_delete);
    f("wasmtime_component_linker_instantiate", t.component_linker_instantiate);
    f("wasmtime_component_instance_get_func", t.component_instance_get_func);
    f("wasmtime_component_func_call", t.component_func_call);
    f("wasmtime_component_val_delete", t.component_val_delete);
}

} // namespace wasmbench::adapters::wasmtime_embedded
