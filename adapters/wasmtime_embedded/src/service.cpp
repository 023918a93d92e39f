#include "service.hpp"

#include "api_failure.hpp"
#include "code.hpp"
#include "component_handler.hpp"
#include "cpu_meter.hpp"
#include "http_front.hpp"

#include <thread>

namespace wasmbench::adapters::wasmtime_embedded {

void Service::run(Worker::Notice const& notice) {
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

    Result<Handle<Component>> code = [&] {
        CpuMeter::WholeProcess const all(cpu);
        return spec_.settings.deserialise ? deserialise_component(api, engine->get(), spec_.file)
                                          : compile_component(api, engine->get(), spec_.file);
    }();
    if (!code) {
        failure = code.error();
        return;
    }
    mark(spec_.settings.deserialise ? "deserialised" : "compiled", StartPhase::load);
    auto const component = HandlerComponent::make(api, engine->get(), std::move(*code), spec_.file);
    if (!component) {
        failure = component.error();
        return;
    }

    std::vector<std::unique_ptr<HandlerInstances>> instances;
    for (unsigned i = 0; i < spec_.threads; ++i) {
        instances.push_back(std::make_unique<HandlerInstances>(*component, interrupt_, spec_.settings.reuse));
        if (!spec_.settings.reuse) continue;
        if (auto made = instances.back()->instantiate(); !made) {
            failure = made.error();
            failure->diagnostics.subject = spec_.file.string();
            return;
        }
    }
    if (spec_.settings.reuse) mark("instantiated", StartPhase::instantiate);

    std::vector<HttpFront::Handler> handlers;
    for (auto& one : instances)
        handlers.emplace_back([this, &instance = *one, &notice](std::string_view target) -> FrontAnswer {
            auto answer = instance.call(target);
            if (answer) return {answer->status, std::move(answer->body)};
            auto const& d = answer.error().diagnostics;
            if (note_fault(d.stage + ": " + d.stderr_tail)) notice();
            return {500, "the handler failed\n"};
        });
    HttpFront front(std::move(handlers));
    if (auto const ec = front.listen(spec_.port)) {
        failure = Failure{ec, {}};
        failure->diagnostics.stage = "listen";
        failure->diagnostics.subject = "127.0.0.1:" + std::to_string(spec_.port);
        failure->diagnostics.remedy = "give another port, or leave the option port out for a free one";
        return;
    }
    {
        std::lock_guard const lock(mutex_);
        if (stopped_) return;
        front_ = &front;
    }
    mark("listening");
    steps.part_ends(StartPhase::first_answer, *steps.at("listening"), "listen");
    listening_ = true;
    notice();

    add_usage(cpu.read());
    auto serve = [&](std::size_t loop) {
        CpuMeter const meter;
        front.run(loop);
        add_usage(meter.read());
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < spec_.threads; ++i) others.emplace_back(serve, i);
        serve(0);
    }
    std::lock_guard const lock(mutex_);
    front_ = nullptr;
}

void Service::stop() {
    std::lock_guard const lock(mutex_);
    stopped_ = true;
    if (front_) front_->stop();
}

void Service::interrupt() {
    stop();
    Job::interrupt();
}

std::string Service::first_fault() const {
    std::lock_guard const lock(mutex_);
    return first_fault_;
}

ResourceUsage Service::usage() const {
    std::lock_guard const lock(mutex_);
    return usage_;
}

bool Service::note_fault(std::string words) {
    std::lock_guard const lock(mutex_);
    bool const first = first_fault_.empty();
    if (first) first_fault_ = std::move(words);
    return first;
}

void Service::add_usage(ResourceUsage const& usage) {
    std::lock_guard const lock(mutex_);
    usage_ = sum(usage_, usage);
}

} // namespace wasmbench::adapters::wasmtime_embedded
