#pragma once

#include "library.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include <support/target_workload.hpp>

/// Wasmtime's C API as far as the adapter uses it, without Wasmtime. A "module" or "component" is a Wasm
/// header followed by the name of a mode: answers, wrong, fails, traps, hangs. Objects are counted, and any
/// call that can fail can be made to. C functions have no context, so there is one fake at a time, behind
/// live().
namespace wasmbench::tests::fake {

namespace we = adapters::wasmtime_embedded;

struct State {
    std::atomic<int> objects{0};   ///< not yet given back
    std::atomic<int> calls{0};     ///< that can fail, so far
    std::atomic<int> fail_at{-1};  ///< the number of the call that fails
    std::atomic<int> instances{0}; ///< made so far
};
inline State& live() {
    static State state;
    return state;
}

struct Counted {
    Counted() { ++live().objects; }
    ~Counted() { --live().objects; }
    Counted(Counted const&) = delete;
    Counted& operator=(Counted const&) = delete;
};

struct Error : Counted {
    std::string text;
    std::optional<int> status;
};
struct Engine : Counted {
    std::atomic<std::uint64_t> epoch{0};
};
struct Code : Counted {
    std::string mode;
};
struct Wasi : Counted {
    std::string out, err;
};
struct Store : Counted {
    Engine* engine = nullptr;
    std::uint64_t deadline = 0;
    std::unique_ptr<Wasi> wasi;
    std::string mode;
};
struct Plain : Counted {};

template <class To, class From>
To* as(From* p) {
    return const_cast<To*>(reinterpret_cast<To const*>(p));
}

inline we::ApiError* error(std::string text, std::optional<int> status = {}) {
    auto* const e = new Error;
    e->text = std::move(text);
    e->status = status;
    return as<we::ApiError>(e);
}
inline we::ApiError* planned_failure() {
    if (live().calls++ != live().fail_at) return nullptr;
    return error("made to fail\n\nCaused by:\n    0: the test");
}

inline we::Bytes bytes(std::string_view text) {
    auto* const data = new char[text.size()];
    text.copy(data, text.size());
    ++live().objects;
    return {text.size(), data};
}

constexpr std::string_view compiled_mark = "COMPILED";
constexpr std::size_t header_size = 8;

template <class C>
we::ApiError* load(std::string_view content, C** out) {
    if (auto* const e = planned_failure()) return e;
    auto* const code = new Code;
    code->mode = content.substr(header_size);
    *out = as<C>(code);
    return nullptr;
}
template <class C>
we::ApiError* load_file(char const* path, C** out) {
    std::ifstream in(path, std::ios::binary);
    std::string const content{std::istreambuf_iterator<char>(in), {}};
    if (!content.starts_with(compiled_mark)) return error("incompatible object file format");
    return load(content, out);
}

// What the code of `mode` does in `store`; nullptr when it returns.
inline we::ApiError* behave(Store& store) {
    if (store.mode == "traps") return error("wasm trap: wasm `unreachable` instruction executed");
    if (store.mode == "hangs") {
        while (store.engine->epoch < store.deadline) std::this_thread::yield();
        return error("wasm trap: interrupt");
    }
    if (store.wasi) {
        if (store.mode == "fails") {
            std::ofstream(store.wasi->err) << "these are the target's last words\n";
            return error("exited", 3);
        }
        std::ofstream(store.wasi->out) << (store.mode == "answers" ? "target answers\n" : "something else\n");
    }
    return nullptr;
}

template <class T>
void destroy(auto* p) {
    delete as<T>(p);
}

inline we::CApi api() {
    using namespace we;
    CApi a;
    a.config_new = [] { return as<Config>(new Plain); };
    a.config_strategy_set = [](Config*, std::uint8_t) {};
    a.config_epoch_interruption_set = [](Config*, bool) {};
    a.pooling_allocation_config_new = [] { return as<PoolingConfig>(new Plain); };
    a.pooling_allocation_config_delete = [](PoolingConfig* p) { destroy<Plain>(p); };
    a.pooling_allocation_strategy_set = [](Config*, PoolingConfig const*) {};
    a.engine_new_with_config = [](Config* c) {
        destroy<Plain>(c);
        return as<we::Engine>(new fake::Engine);
    };
    a.engine_delete = [](we::Engine* e) { destroy<fake::Engine>(e); };
    a.engine_increment_epoch = [](we::Engine const* e) { ++as<fake::Engine>(e)->epoch; };

    a.error_message = [](ApiError const* e, Bytes* out) { *out = bytes(as<Error>(e)->text); };
    a.error_exit_status = [](ApiError const* e, int* status) {
        auto const& s = as<Error>(e)->status;
        if (s) *status = *s;
        return s.has_value();
    };
    a.error_delete = [](ApiError* e) { destroy<Error>(e); };
    a.trap_message = [](Trap const*, Bytes*) {};
    a.trap_delete = [](Trap*) {};
    a.byte_vec_delete = [](Bytes* b) {
        delete[] b->data;
        --live().objects;
    };

    a.module_new = [](we::Engine*, std::uint8_t const* data, std::size_t size, Module** out) {
        return load(std::string_view(reinterpret_cast<char const*>(data), size), out);
    };
    a.component_new = [](we::Engine const*, std::uint8_t const* data, std::size_t size, Component** out) {
        return load(std::string_view(reinterpret_cast<char const*>(data), size), out);
    };
    a.module_serialize = [](Module const* m, Bytes* out) {
        if (auto* const e = planned_failure()) return e;
        *out = bytes(std::string(compiled_mark) + as<Code>(m)->mode);
        return static_cast<ApiError*>(nullptr);
    };
    a.component_serialize = [](Component const* c, Bytes* out) {
        if (auto* const e = planned_failure()) return e;
        *out = bytes(std::string(compiled_mark) + as<Code>(c)->mode);
        return static_cast<ApiError*>(nullptr);
    };
    a.module_deserialize_file = [](we::Engine*, char const* f, Module** out) { return load_file(f, out); };
    a.component_deserialize_file = [](we::Engine const*, char const* f, Component** out) {
        return load_file(f, out);
    };
    a.module_delete = [](Module* m) { destroy<Code>(m); };
    a.component_delete = [](Component* c) { destroy<Code>(c); };

    a.store_new = [](we::Engine* e, void*, void (*)(void*)) {
        auto* const s = new fake::Store;
        s->engine = as<fake::Engine>(e);
        return as<we::Store>(s);
    };
    a.store_context = [](we::Store* s) { return as<StoreContext>(s); };
    a.store_delete = [](we::Store* s) { destroy<fake::Store>(s); };
    a.context_set_epoch_deadline = [](StoreContext* c, std::uint64_t ticks) {
        auto* const s = as<fake::Store>(c);
        s->deadline = s->engine->epoch + ticks;
    };
    a.context_set_wasi = [](StoreContext* c, WasiConfig* w) {
        as<fake::Store>(c)->wasi.reset(as<Wasi>(w));
        return planned_failure();
    };
    a.config_new_wasi = [] { return as<WasiConfig>(new Wasi); };
    a.config_delete_wasi = [](WasiConfig* w) { destroy<Wasi>(w); };
    a.config_set_argv = [](WasiConfig*, std::size_t, char const**) { return true; };
    a.config_set_stdout_file = [](WasiConfig* w, char const* f) {
        as<Wasi>(w)->out = f;
        return std::ofstream(f).good();
    };
    a.config_set_stderr_file = [](WasiConfig* w, char const* f) {
        as<Wasi>(w)->err = f;
        return std::ofstream(f).good();
    };

    a.config_set_stdin_file = [](WasiConfig*, char const* f) { return std::ifstream(f).good(); };
    a.config_set_env = [](WasiConfig*, std::size_t, char const**, char const**) { return true; };
    a.config_preopen_dir = [](WasiConfig*, char const* folder, char const*, bool) {
        return std::filesystem::is_directory(folder);
    };

    a.functype_new = [](ValueTypes*, ValueTypes*) { return as<FuncType>(new Plain); };
    a.functype_delete = [](FuncType* t) { destroy<Plain>(t); };
    a.linker_define_func = [](Linker*, char const*, std::size_t, char const*, std::size_t, FuncType const*, HostFunction,
                               void*, void (*)(void*)) { return planned_failure(); };
    a.linker_new = [](we::Engine*) { return as<Linker>(new Plain); };
    a.linker_delete = [](Linker* l) { destroy<Plain>(l); };
    a.linker_define_wasi = [](Linker*) { return planned_failure(); };
    a.linker_instantiate = [](Linker const*, StoreContext* c, Module const* m, ModuleInstance*, Trap**) {
        as<fake::Store>(c)->mode = as<Code>(m)->mode;
        ++live().instances;
        return planned_failure();
    };
    a.instance_export_get = [](StoreContext*, ModuleInstance const*, char const* name, std::size_t size,
                                Extern* out) {
        out->kind = extern_func;
        return std::string_view(name, size) == "_start";
    };
    a.func_call = [](StoreContext* c, Func const*, Val const*, std::size_t, Val*, std::size_t, Trap**) {
        if (auto* const e = planned_failure()) return e;
        return behave(*as<fake::Store>(c));
    };

    a.component_get_export_index = [](Component const*, ExportIndex const*, char const*, std::size_t) {
        return as<ExportIndex>(new Plain);
    };
    a.component_export_index_delete = [](ExportIndex* i) { destroy<Plain>(i); };
    a.component_linker_new = [](we::Engine const*) { return as<ComponentLinker>(new Plain); };
    a.component_linker_delete = [](ComponentLinker* l) { destroy<Plain>(l); };
    a.component_linker_instantiate = [](ComponentLinker const*, StoreContext* c, Component const* code,
                                         ComponentInstance*) {
        as<fake::Store>(c)->mode = as<Code>(code)->mode;
        ++live().instances;
        return planned_failure();
    };
    a.component_instance_get_func = [](ComponentInstance const*, StoreContext*, ExportIndex const*,
                                        ComponentFunc*) { return true; };
    a.component_func_call = [](ComponentFunc const*, StoreContext* c, ComponentVal const*, std::size_t,
                                ComponentVal* results, std::size_t) {
        if (auto* const e = planned_failure()) return e;
        auto& store = *as<fake::Store>(c);
        if (auto* const e = behave(store)) return e;
        auto* const fields = new ComponentVal[2];
        fields[0].kind = val_u16;
        fields[0].u16 = 200;
        fields[1].kind = val_string;
        fields[1].string = bytes(store.mode == "answers" ? "target answers\n" : "something else\n");
        results[0].kind = val_tuple;
        results[0].tuple = {2, fields};
        return static_cast<ApiError*>(nullptr);
    };
    a.component_val_delete = [](ComponentVal* v) {
        if (v->kind != val_tuple) return;
        delete[] v->tuple.data[1].string.data;
        --live().objects;
        delete[] v->tuple.data;
    };
    return a;
}

inline we::Library library() {
    we::Library l;
    l.availability = Availability::yes("48.0.0");
    l.api = std::make_shared<we::CApi const>(api());
    return l;
}

/// A module or component of this mode, in a file of `folder`.
inline std::filesystem::path write(
    std::filesystem::path const& folder, std::string const& mode, bool component) {
    auto const file = folder / (mode + (component ? ".component.wasm" : ".wasm"));
    std::ofstream(file, std::ios::binary)
        << std::string_view(component ? "\0asm\x0d\0\1\0" : "\0asm\1\0\0\0", header_size) << mode;
    return file;
}
inline TargetWorkload program(std::filesystem::path const& folder, std::string const& mode) {
    return TargetWorkload(TargetWorkload::Kind::program, mode, {{"wasm32-wasi", write(folder, mode, false)}});
}
inline TargetWorkload handler(std::filesystem::path const& folder, std::string const& mode) {
    return TargetWorkload(
        TargetWorkload::Kind::service, mode, {{"handler-component", write(folder, mode, true)}});
}

} // namespace wasmbench::tests::fake
