#include "engine.hpp"

namespace wasmbench::adapters::docker {

asio::awaitable<Result<Engine>> ask_engine(EngineAddress address, std::chrono::milliseconds limit) {
    EngineClient const client(std::move(address));
    constexpr char const* stage = "ask the Docker engine";
    auto request = version_request();
    auto answer = co_await client.call(request, limit);
    if (!answer) co_return answer.error();
    if (!answer->ok()) co_return refusal(errc::unavailable, stage, request, *answer);
    auto const version = parse_version(answer->body);
    if (!version) co_return misunderstood(stage, request, *answer);
    Engine engine{client, version->version, api_prefix(version->api, version->oldest_api), {}, limit};
    request = info_request(engine.api);
    auto info = co_await client.call(request, limit);
    if (!info) co_return info.error();
    if (!info->ok()) co_return refusal(errc::unavailable, stage, request, *info);
    if (auto driver = parse_cgroup_driver(info->body)) engine.cgroup_driver = std::move(*driver);
    co_return engine;
}

asio::awaitable<Result<std::string>> ask_gateway(Engine engine) {
    auto const request = inspect_network_request(engine.api, "bridge");
    auto answer = co_await engine.client.call(request, engine.limit);
    if (!answer) co_return answer.error();
    co_return answer->ok() ? parse_gateway(answer->body) : std::string();
}

asio::awaitable<Result<EngineAnswer>> call_ok(
    Engine const& engine, EngineRequest request, Duration limit, errc code, std::string stage) {
    auto answer = co_await engine.client.call(request, limit);
    if (!answer) {
        auto failure = answer.error();
        if (failure.diagnostics.stage == "ask the Docker engine") failure.diagnostics.stage = std::move(stage);
        co_return failure;
    }
    if (!answer->ok()) co_return refusal(code, std::move(stage), request, *answer);
    co_return answer;
}

asio::awaitable<Result<std::string>> build_image(Engine const& engine, std::string tag,
    std::filesystem::path program, Labels labels, Duration limit) {
    constexpr char const* stage = "build the image";
    auto request = build_request(engine.api, tag, program, labels);
    auto answer = co_await call_ok(engine, request, limit, errc::prepare_failed, stage);
    if (!answer) co_return answer.error();
    auto outcome = parse_build(answer->body);
    if (!outcome.error.empty()) {
        auto failure = refusal(errc::prepare_failed, stage, request, *answer);
        failure.diagnostics.stderr_tail = outcome.error;
        co_return failure;
    }
    co_return std::move(outcome.image_id);
}

} // namespace wasmbench::adapters::docker
