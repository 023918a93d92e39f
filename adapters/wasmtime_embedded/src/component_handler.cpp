#include "component_handler.hpp"

#include "api_failure.hpp"

namespace wasmbench::adapters::wasmtime_embedded {
namespace {

constexpr std::string_view export_name = "handle";

Failure failed(std::string stage, std::string words) {
    return api_failure(errc::command_failed, std::move(stage), {}, std::move(words));
}

} // namespace

Result<HandlerComponent> HandlerComponent::make(
    CApi const& api, Engine* engine, Handle<Component> component, std::filesystem::path const& file) {
    Handle<ExportIndex> handle(
        api.component_get_export_index(component.get(), nullptr, export_name.data(), export_name.size()),
        api.component_export_index_delete);
    if (!handle) {
        auto f = failed("look at the component", {});
        f.diagnostics.subject = file.string();
        f.diagnostics.expected = "an export handle: func(target: string) -> tuple<u16, string>";
        return f;
    }
    return HandlerComponent(api, engine, std::move(component), std::move(handle));
}

Result<void> HandlerInstances::instantiate() {
    auto const& api = *component_.api_;
    store_.reset(api.store_new(component_.engine_, nullptr, nullptr));
    auto* const context = api.store_context(store_.get());
    api.context_set_epoch_deadline(context, 1);
    if (interrupt_.requested()) { // before the deadline was set, so that nothing would trip it
        store_.reset();
        return failed("instantiate", "the service is being ended");
    }
    ComponentInstance instance;
    if (auto* const error = api.component_linker_instantiate(
            component_.linker_.get(), context, component_.component_.get(), &instance)) {
        auto words = take_words(api, error).text;
        store_.reset();
        return failed("instantiate", std::move(words));
    }
    if (api.component_instance_get_func(&instance, context, component_.handle_.get(), &handle_)) return {};
    store_.reset();
    return failed("instantiate", "the export handle is not a function");
}

Result<HandlerAnswer> HandlerInstances::call(std::string_view target) {
    if (!store_)
        if (auto made = instantiate(); !made) return made.error();
    auto answer = call_instance(target);
    if (!reuse_ || !answer) store_.reset(); // an instance that trapped cannot be entered again
    return answer;
}

Result<HandlerAnswer> HandlerInstances::call_instance(std::string_view target) {
    auto const& api = *component_.api_;
    ComponentVal argument;
    argument.kind = val_string;
    argument.string = {target.size(), const_cast<char*>(target.data())}; // copied by the call, never written
    ComponentVal result;
    if (auto* const error =
            api.component_func_call(&handle_, api.store_context(store_.get()), &argument, 1, &result, 1))
        return failed("call handle", take_words(api, error).text);
    HandlerAnswer answer;
    bool const fits = result.kind == val_tuple && result.tuple.size == 2 &&
                      result.tuple.data[0].kind == val_u16 && result.tuple.data[1].kind == val_string;
    if (fits) {
        answer.status = result.tuple.data[0].u16;
        answer.body.assign(result.tuple.data[1].string.data, result.tuple.data[1].string.size);
    }
    api.component_val_delete(&result);
    if (!fits) return failed("call handle", "the result is not a tuple<u16, string>");
    return answer;
}

} // namespace wasmbench::adapters::wasmtime_embedded
