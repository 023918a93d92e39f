// src/c_api.hpp against the headers of the real C API. It compiles, or somebody has to look.

#include "c_api.hpp"

#include <type_traits>

#include <wasmtime.h>

namespace we = wasmbench::adapters::wasmtime_embedded;

namespace {

template <class T>
using plain = std::remove_cv_t<T>;

// As the calling convention sees a type: a pointer, or a number of this size.
template <class A, class B>
constexpr bool alike() {
    if constexpr (std::is_void_v<A> || std::is_void_v<B>)
        return std::is_void_v<A> && std::is_void_v<B>;
    else
        return std::is_pointer_v<plain<A>> == std::is_pointer_v<plain<B>> && sizeof(A) == sizeof(B) &&
               std::is_integral_v<plain<A>> == std::is_integral_v<plain<B>>;
}

template <class R, class... A, class S, class... B>
constexpr bool same(R (*)(A...), S (*)(B...)) {
    if constexpr (sizeof...(A) != sizeof...(B))
        return false;
    else
        return alike<R, S>() && (alike<A, B>() && ...);
}

constexpr we::CApi t;

static_assert(same(t.config_new, decltype(&wasm_config_new){}));
static_assert(same(t.config_strategy_set, decltype(&wasmtime_config_strategy_set){}));
static_assert(same(t.config_epoch_interruption_set, decltype(&wasmtime_config_epoch_interruption_set){}));
static_assert(same(t.pooling_allocation_config_new, decltype(&wasmtime_pooling_allocation_config_new){}));
static_assert(
    same(t.pooling_allocation_config_delete, decltype(&wasmtime_pooling_allocation_config_delete){}));
static_assert(same(t.pooling_allocation_strategy_set, decltype(&wasmtime_pooling_allocation_strategy_set){}));
static_assert(same(t.engine_new_with_config, decltype(&wasm_engine_new_with_config){}));
static_assert(same(t.engine_delete, decltype(&wasm_engine_delete){}));
static_assert(same(t.engine_increment_epoch, decltype(&wasmtime_engine_increment_epoch){}));
static_assert(same(t.error_message, decltype(&wasmtime_error_message){}));
static_assert(same(t.error_exit_status, decltype(&wasmtime_error_exit_status){}));
static_assert(same(t.error_delete, decltype(&wasmtime_error_delete){}));
static_assert(same(t.trap_message, decltype(&wasm_trap_message){}));
static_assert(same(t.trap_delete, decltype(&wasm_trap_delete){}));
static_assert(same(t.byte_vec_delete, decltype(&wasm_byte_vec_delete){}));
static_assert(same(t.module_new, decltype(&wasmtime_module_new){}));
static_assert(same(t.module_serialize, decltype(&wasmtime_module_serialize){}));
static_assert(same(t.module_deserialize_file, decltype(&wasmtime_module_deserialize_file){}));
static_assert(same(t.module_delete, decltype(&wasmtime_module_delete){}));
static_assert(same(t.store_new, decltype(&wasmtime_store_new){}));
static_assert(same(t.store_context, decltype(&wasmtime_store_context){}));
static_assert(same(t.store_delete, decltype(&wasmtime_store_delete){}));
static_assert(same(t.context_set_epoch_deadline, decltype(&wasmtime_context_set_epoch_deadline){}));
static_assert(same(t.context_set_wasi, decltype(&wasmtime_context_set_wasi){}));
static_assert(same(t.config_new_wasi, decltype(&wasi_config_new){}));
static_assert(same(t.config_delete_wasi, decltype(&wasi_config_delete){}));
static_assert(same(t.config_set_argv, decltype(&wasi_config_set_argv){}));
static_assert(same(t.config_set_stdout_file, decltype(&wasi_config_set_stdout_file){}));
static_assert(same(t.config_set_stderr_file, decltype(&wasi_config_set_stderr_file){}));
static_assert(same(t.config_set_stdin_file, decltype(&wasi_config_set_stdin_file){}));
static_assert(same(t.config_set_env, decltype(&wasi_config_set_env){}));
static_assert(same(t.config_preopen_dir, decltype(&wasi_config_preopen_dir){}));
static_assert(same(t.linker_new, decltype(&wasmtime_linker_new){}));
static_assert(same(t.linker_delete, decltype(&wasmtime_linker_delete){}));
static_assert(same(t.linker_define_wasi, decltype(&wasmtime_linker_define_wasi){}));
static_assert(same(t.linker_define_func, decltype(&wasmtime_linker_define_func){}));
static_assert(same(we::HostFunction{}, wasmtime_func_callback_t{}));
static_assert(same(t.functype_new, decltype(&wasm_functype_new){}));
static_assert(same(t.functype_delete, decltype(&wasm_functype_delete){}));
static_assert(same(t.linker_instantiate, decltype(&wasmtime_linker_instantiate){}));
static_assert(same(t.instance_export_get, decltype(&wasmtime_instance_export_get){}));
static_assert(same(t.func_call, decltype(&wasmtime_func_call){}));
static_assert(same(t.component_new, decltype(&wasmtime_component_new){}));
static_assert(same(t.component_serialize, decltype(&wasmtime_component_serialize){}));
static_assert(same(t.component_deserialize_file, decltype(&wasmtime_component_deserialize_file){}));
static_assert(same(t.component_delete, decltype(&wasmtime_component_delete){}));
static_assert(same(t.component_get_export_index, decltype(&wasmtime_component_get_export_index){}));
static_assert(same(t.component_export_index_delete, decltype(&wasmtime_component_export_index_delete){}));
static_assert(same(t.component_linker_new, decltype(&wasmtime_component_linker_new){}));
static_assert(same(t.component_linker_delete, decltype(&wasmtime_component_linker_delete){}));
static_assert(same(t.component_linker_instantiate, decltype(&wasmtime_component_linker_instantiate){}));
static_assert(same(t.component_instance_get_func, decltype(&wasmtime_component_instance_get_func){}));
static_assert(same(t.component_func_call, decltype(&wasmtime_component_func_call){}));
static_assert(same(t.component_val_delete, decltype(&wasmtime_component_val_delete){}));

static_assert(sizeof(we::Bytes) == sizeof(wasm_byte_vec_t));
static_assert(offsetof(we::Bytes, data) == offsetof(wasm_byte_vec_t, data));
static_assert(sizeof(we::ValueTypes) == sizeof(wasm_valtype_vec_t));
static_assert(offsetof(we::ValueTypes, data) == offsetof(wasm_valtype_vec_t, data));
static_assert(sizeof(we::ModuleInstance) == sizeof(wasmtime_instance_t));
static_assert(sizeof(we::Func) == sizeof(wasmtime_func_t));
static_assert(sizeof(we::Extern) == sizeof(wasmtime_extern_t));
static_assert(offsetof(we::Extern, func) == offsetof(wasmtime_extern_t, of));
static_assert(we::extern_func == WASMTIME_EXTERN_FUNC);
static_assert(sizeof(we::ComponentInstance) == sizeof(wasmtime_component_instance_t));
static_assert(sizeof(we::ComponentFunc) == sizeof(wasmtime_component_func_t));
static_assert(sizeof(we::ComponentVal) == sizeof(wasmtime_component_val_t));
static_assert(offsetof(we::ComponentVal, string) == offsetof(wasmtime_component_val_t, of));
static_assert(sizeof(we::ComponentVals) == sizeof(wasmtime_component_valtuple_t));
static_assert(offsetof(we::ComponentVals, data) == offsetof(wasmtime_component_valtuple_t, data));
static_assert(we::val_u16 == WASMTIME_COMPONENT_U16);
static_assert(we::val_string == WASMTIME_COMPONENT_STRING);
static_assert(we::val_tuple == WASMTIME_COMPONENT_TUPLE);
static_assert(we::strategy_cranelift == WASMTIME_STRATEGY_CRANELIFT);
static_assert(we::strategy_winch == WASMTIME_STRATEGY_WINCH);

} // namespace
