#pragma once

#include "real_runtime.hpp"

#include <wasmbench/adapters/common/http_exchange.hpp>
#include <wasmbench/core/coroutine.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>
#include <vector>

namespace wasmbench::tests {

/// The body of a GET over a connection of its own, checked to be a 200.
inline std::string get(RealWorld& world, Instance const& instance, std::string const& path) {
    auto const endpoint = std::get<HttpEndpoint>(instance.endpoint());
    auto exchange_once = [](RunContext& context, HttpEndpoint e,
                             std::string target) -> asio::awaitable<Result<adapters::HttpAnswer>> {
        Request request;
        request.target = std::move(target);
        auto const text = adapters::request_text(e, request);
        error_code ec;
        auto connection = co_await context.connector.async_connect(
            context.executor, e, asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return Failure{ec, {}};
        co_return co_await adapters::exchange(context, *connection, text);
    };
    auto r = world.run<adapters::HttpAnswer>([&](auto token) {
        complete_with<adapters::HttpAnswer>(
            world.context, exchange_once(world.context, endpoint, path), std::move(token));
    });
    REQUIRE_FALSE(r.error);
    REQUIRE(r.value.status == 200);
    return r.value.body;
}

/// The bodies of n such requests to `path` of a fresh http_service.
inline std::vector<std::string> states(
    Runtime& runtime, Options const& options, int n, std::string const& path = "/state") {
    auto const workload = built_workload("http_service", "/state");
    RealWorld world;
    auto r = world.start(runtime, *workload, options);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    std::vector<std::string> bodies;
    for (int i = 0; i < n; ++i) bodies.push_back(get(world, *r.value, path));
    CHECK_FALSE(world.stop(*r.value).error);
    return bodies;
}

/// What a program printed.
inline std::string output_of(Runtime& runtime, Workload const& workload, Options const& options = {}) {
    RealWorld world;
    auto r = world.start(runtime, workload, options);
    INFO(world.line(r.error));
    REQUIRE_FALSE(r.error);
    return std::get<CommandEndpoint>(r.value->endpoint()).output;
}

} // namespace wasmbench::tests
