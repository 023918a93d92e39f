#include "bench_state.hpp"

#include "../src/api_failure.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

std::string text(std::uint8_t const* data, std::size_t size) {
    return data ? std::string(reinterpret_cast<char const*>(data), size) : std::string();
}

[[noreturn]] void fail(std::string const& step, std::string const& words) {
    throw std::runtime_error(step + ": " + words);
}

Settings settings_of(std::string const& flags) {
    Settings s;
    s.interruptible = false; // as the wasmtime command compiles
    std::istringstream in(flags);
    for (std::string flag; in >> flag;) {
        if (flag == "compiler=winch")
            s.compiler = Compiler::winch;
        else if (flag == "allocator=pooling")
            s.pooling = true;
        else if (flag != "compiler=cranelift" && flag != "allocator=on-demand")
            fail("flags", "'" + flag + "' means nothing; known: compiler=cranelift|winch, allocator=on-demand|pooling");
    }
    return s;
}

Handle<Engine> engine_of(CApi const& api, Settings const& settings) {
    auto engine = make_engine(api, settings);
    if (!engine) fail("make an engine", engine.error().diagnostics.subject);
    return std::move(*engine);
}

} // namespace

BenchState::BenchState(std::shared_ptr<CApi const> api, WasmBenchConfig const& config)
    : api_(std::move(api))
    , config_(config)
    , folder_(text(config.working_dir_ptr, config.working_dir_len))
    , output_(text(config.stdout_path_ptr, config.stdout_path_len))
    , errors_(text(config.stderr_path_ptr, config.stderr_path_len))
    , input_(text(config.stdin_path_ptr, config.stdin_path_len))
    , engine_(engine_of(*api_, settings_of(text(config.execution_flags_ptr, config.execution_flags_len))))
    , linker_(api_->linker_new(engine_.get()), api_->linker_delete)
    , module_(nullptr, api_->module_delete)
    , store_(nullptr, api_->store_delete) {
    std::error_code ec;
    if (!std::filesystem::is_directory(folder_, ec)) fail("create", folder_ + " is no folder");
    define("start", begin);
    define("end", end);
    if (auto* const error = api_->linker_define_wasi(linker_.get())) fail("define WASI", take_words(*api_, error).text);
}

void BenchState::define(char const* name, HostFunction function) {
    ValueTypes none_in, none_out;
    Handle<FuncType> const type(api_->functype_new(&none_in, &none_out), api_->functype_delete);
    constexpr std::string_view module = "bench";
    if (auto* const error = api_->linker_define_func(linker_.get(), module.data(), module.size(), name,
            std::string_view(name).size(), type.get(), function, this, nullptr))
        fail("define bench." + std::string(name), take_words(*api_, error).text);
}

Trap* BenchState::begin(void* state, Caller*, Val const*, std::size_t, Val*, std::size_t) {
    auto const& config = static_cast<BenchState*>(state)->config_;
    config.execution_start(config.execution_timer);
    return nullptr;
}
Trap* BenchState::end(void* state, Caller*, Val const*, std::size_t, Val*, std::size_t) {
    auto const& config = static_cast<BenchState*>(state)->config_;
    config.execution_end(config.execution_timer);
    return nullptr;
}

void BenchState::compile(std::uint8_t const* wasm, std::size_t size) {
    store_.reset();
    module_.reset();
    Module* module = nullptr;
    config_.compilation_start(config_.compilation_timer);
    if (auto* const error = api_->module_new(engine_.get(), wasm, size, &module))
        fail("compile", take_words(*api_, error).text);
    config_.compilation_end(config_.compilation_timer);
    module_.reset(module);
}

Handle<WasiConfig> BenchState::make_wasi() const {
    Handle<WasiConfig> wasi(api_->config_new_wasi(), api_->config_delete_wasi);
    if (!api_->config_set_stdout_file(wasi.get(), output_.c_str())) fail("instantiate", "cannot make " + output_);
    if (!api_->config_set_stderr_file(wasi.get(), errors_.c_str())) fail("instantiate", "cannot make " + errors_);
    if (!input_.empty() && !api_->config_set_stdin_file(wasi.get(), input_.c_str()))
        fail("instantiate", "cannot open " + input_);
    if (!api_->config_preopen_dir(wasi.get(), folder_.c_str(), ".", true))
        fail("instantiate", "cannot open the folder " + folder_);
    // The one variable that the suites know: their programs then read smaller input.
    char const* name = "WASM_BENCH_USE_SMALL_WORKLOAD";
    if (char const* value = std::getenv(name); value && !api_->config_set_env(wasi.get(), 1, &name, &value))
        fail("instantiate", std::string(name) + " is not UTF-8");
    return wasi;
}

void BenchState::instantiate() {
    if (!module_) throw std::logic_error("instantiate: nothing was compiled");
    store_.reset();
    auto wasi = make_wasi(); // opens files, which is no part of instantiating
    config_.instantiation_start(config_.instantiation_timer);
    Handle<Store> store(api_->store_new(engine_.get(), nullptr, nullptr), api_->store_delete);
    auto* const context = api_->store_context(store.get());
    if (auto* const error = api_->context_set_wasi(context, wasi.release()))
        fail("instantiate", take_words(*api_, error).text);
    Trap* trap = nullptr;
    if (auto* const error = api_->linker_instantiate(linker_.get(), context, module_.get(), &instance_, &trap);
        error || trap)
        fail("instantiate", take_words(*api_, error, trap).text);
    config_.instantiation_end(config_.instantiation_timer);
    store_ = std::move(store);
}

void BenchState::execute() {
    if (!store_) throw std::logic_error("execute: nothing was instantiated");
    auto const store = std::move(store_); // an instance is executed once
    auto* const context = api_->store_context(store.get());
    Extern start;
    constexpr std::string_view name = "_start";
    if (!api_->instance_export_get(context, &instance_, name.data(), name.size(), &start) || start.kind != extern_func)
        fail("execute", "the module exports no function _start");
    Trap* trap = nullptr;
    auto* const error = api_->func_call(context, &start.func, nullptr, 0, nullptr, 0, &trap);
    if (!error && !trap) return;
    auto const said = take_words(*api_, error, trap);
    if (said.exit_status != 0) fail("execute", said.text);
}

} // namespace wasmbench::adapters::wasmtime_embedded
