#include "program.hpp"

#include "api_failure.hpp"
#include "code.hpp"
#include "cpu_meter.hpp"

namespace wasmbench::adapters::wasmtime_embedded {

void Program::fail(std::string stage, std::string said) {
    failure = api_failure(errc::command_failed, std::move(stage), spec_.file.string(), std::move(said));
}

void Program::run(Worker::Notice const&) {
    steps.ends(StartPhase::spawn, now());
    auto const& api = *spec_.api;
    CpuMeter cpu;
    auto engine = make_engine(api, spec_.settings);
    if (!engine) {
        failure = engine.error();
        return;
    }
    InterruptScope const watched(interrupt_, api, engine->get());
    mark("engine_created", StartPhase::engine_start);

    Result<Handle<Module>> module = [&] {
        CpuMeter::WholeProcess const all(cpu);
        return spec_.settings.deserialise ? deserialise_module(api, engine->get(), spec_.file)
                                          : compile_module(api, engine->get(), spec_.file);
    }();
    if (!module) {
        failure = module.error();
        return;
    }
    mark(spec_.settings.deserialise ? "deserialised" : "compiled", StartPhase::load);
    call(engine->get(), **module, cpu);
}

void Program::call(Engine* engine, Module const& module, CpuMeter const& cpu) {
    auto const& api = *spec_.api;
    Handle<Linker> const linker(api.linker_new(engine), api.linker_delete);
    if (auto* const error = api.linker_define_wasi(linker.get()))
        return fail("define WASI", take_words(api, error).text);
    Handle<Store> const store(api.store_new(engine, nullptr, nullptr), api.store_delete);
    auto* const context = api.store_context(store.get());

    Handle<WasiConfig> wasi(api.config_new_wasi(), api.config_delete_wasi);
    std::vector<char const*> argv;
    for (auto const& a : spec_.arguments) argv.push_back(a.c_str());
    if (!api.config_set_argv(wasi.get(), argv.size(), argv.data()))
        return fail("set the arguments", "they are not UTF-8");
    if (!api.config_set_stdout_file(wasi.get(), spec_.output.c_str()) ||
        !api.config_set_stderr_file(wasi.get(), spec_.errors.c_str()))
        return fail("open the program's output", "cannot create " + spec_.output.string());
    if (auto* const error = api.context_set_wasi(context, wasi.release()))
        return fail("set up WASI", take_words(api, error).text);

    api.context_set_epoch_deadline(context, 1);
    if (interrupt_.requested()) return;
    ModuleInstance instance;
    Trap* trap = nullptr;
    if (auto* const error = api.linker_instantiate(linker.get(), context, &module, &instance, &trap);
        error || trap)
        return fail("instantiate", take_words(api, error, trap).text);
    mark("instantiated", StartPhase::instantiate);

    Extern start;
    constexpr std::string_view name = "_start";
    if (!api.instance_export_get(context, &instance, name.data(), name.size(), &start) ||
        start.kind != extern_func)
        return fail("call", "the module exports no function _start: it is no WASI command");
    auto* const error = api.func_call(context, &start.func, nullptr, 0, nullptr, 0, &trap);
    report.ended_at = now();
    report.usage = cpu.read();
    if (!error && !trap) {
        report.exit_code = 0;
        return;
    }
    auto said = take_words(api, error, trap);
    report.exit_code = said.exit_status;
    if (!said.exit_status) words = std::move(said.text);
}

void Precompile::run(Worker::Notice const&) {
    auto engine = make_engine(*api_, settings_);
    if (!engine) {
        failure = engine.error();
        return;
    }
    auto both = [&](auto code) {
        auto const compiled_at = now();
        if (!code) {
            failure = code.error();
            return;
        }
        if (auto written = wasmtime_embedded::serialise(*api_, **code, out_); !written)
            failure = written.error();
        serialise = now() - compiled_at;
    };
    auto const begin = now();
    if (component_) {
        auto code = compile_component(*api_, engine->get(), file_);
        compile = now() - begin;
        both(std::move(code));
    } else {
        auto code = compile_module(*api_, engine->get(), file_);
        compile = now() - begin;
        both(std::move(code));
    }
    if (failure) failure->code = errc::prepare_failed;
}

} // namespace wasmbench::adapters::wasmtime_embedded
