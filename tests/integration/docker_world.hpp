#pragma once

#include "real_runtime.hpp"

#include "engine.hpp"
#include "shielded.hpp"

#include <wasmbench/adapters/docker.hpp>

#include <nlohmann/json.hpp>

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <support/eventually.hpp>
#include <support/paths.hpp>
#include <support/real_world.hpp>
#include <support/target_workload.hpp>

namespace wasmbench::tests {

inline std::unique_ptr<Runtime> real_docker(adapters::DockerConfig config = {}) {
    return real(adapters::make_docker(std::move(config)));
}

/// Gives a workload of the test target its program, linked statically.
inline void link_statically(testing::StandIn& workload) {
    workload.artifacts["native-static"] = std::filesystem::path(WASMBENCH_STATIC_TEST_TARGETS) /
                                          ("wasmbench-test-target-" + std::string(workload.name()));
}

/// The test target in one of its modes, for a container.
struct ContainerTarget {
    ContainerTarget(TargetWorkload::Kind kind, std::string mode)
        : workload(kind, std::move(mode)) {
        link_statically(workload);
    }
    operator Workload const&() const { return workload; }

    TargetWorkload workload;
};

/// The engine as it is seen without the adapter.
class EngineView {
public:
    EngineView() {
        auto address = adapters::docker::engine_address(std::nullopt, false);
        auto engine = ask(adapters::docker::ask_engine(address.value(), std::chrono::seconds(10)));
        engine_ = engine;
    }

    adapters::docker::Engine const& engine() const { return engine_; }

    adapters::docker::EngineAnswer call(adapters::docker::EngineRequest request) const {
        return ask(engine_.client.call(std::move(request), std::chrono::seconds(30)));
    }

    /// IDs of every container and image that there is, of whomever.
    std::set<std::string> everything() const {
        std::set<std::string> out;
        for (std::string const kind : {"containers", "images"}) {
            adapters::docker::EngineRequest request;
            request.method = "GET";
            request.target = engine_.api + "/" + kind + "/json?all=1";
            for (auto const& item : nlohmann::json::parse(call(request).body))
                out.insert(kind + " " + item.at("Id").get<std::string>());
        }
        return out;
    }

    /// The tag of an image that was made by a docker adapter.
    std::string our_image() const {
        auto const request = adapters::docker::list_images_request(engine_.api, "wasmbench", "1");
        for (auto const& item : nlohmann::json::parse(call(request).body))
            for (auto const& tag : item.at("RepoTags"))
                if (tag != "<none>:<none>") return tag.get<std::string>();
        return {};
    }

private:
    template <class T>
    static T ask(asio::awaitable<Result<T>> operation) {
        auto answer = adapters::docker::run_blocking(std::move(operation), std::chrono::seconds(60));
        if (!answer) throw std::runtime_error("the engine did not answer in time");
        return std::move(answer->value());
    }

    adapters::docker::Engine engine_;
};

} // namespace wasmbench::tests
