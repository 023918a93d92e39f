#pragma once

#include "settings.hpp"
#include "tar.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wasmbench::adapters::docker {

/// One call of the Engine API: https://docs.docker.com/reference/api/engine/
struct EngineRequest {
    std::string method;
    std::string target; ///< "/v1.41/containers/create?name=x"
    std::string body;   ///< JSON; empty: none
    std::vector<TarEntry> archive = {}; ///< sent as a tar in place of `body` when not empty
};

using Labels = std::map<std::string, std::string>;

inline constexpr std::string_view label_ours = "wasmbench";        ///< "1" on everything that is ours
inline constexpr std::string_view label_owner = "wasmbench.owner"; ///< see core/owner.hpp

/// "/v1.41": the version that both sides speak. `engine` and `oldest` are what the engine says of itself.
std::string api_prefix(std::string_view engine, std::string_view oldest);

/// What a container is made of.
struct ContainerPlan {
    std::string name;
    std::string image;
    std::vector<std::string> arguments;
    std::uint16_t port = 0;    ///< of the host, for a published network
    Settings settings;
    Labels labels;
    std::string cgroup_parent; ///< empty: the engine's
};

/// The JSON that creates it.
std::string create_body(ContainerPlan const&);

/// A Dockerfile that puts `program` (a file name) alone into an image FROM scratch. The labels come first, so
/// that every layer on the way has them.
std::string dockerfile(std::string_view program, Labels const&);
/// The build context: that Dockerfile and the file.
std::vector<TarEntry> build_context(std::filesystem::path const& program, Labels const&);

/// The calls. `api` is an api_prefix(); names are percent-encoded where they need to be.
EngineRequest version_request();
EngineRequest info_request(std::string const& api);
EngineRequest build_request(
    std::string const& api, std::string const& tag, std::filesystem::path const& program, Labels const&);
EngineRequest create_request(std::string const& api, ContainerPlan const&);
EngineRequest start_request(std::string const& api, std::string const& container);
/// Answers when the container does not run.
EngineRequest wait_request(std::string const& api, std::string const& container);
EngineRequest inspect_request(std::string const& api, std::string const& container);
EngineRequest logs_request(std::string const& api, std::string const& container);
/// One sample, at once.
EngineRequest stats_request(std::string const& api, std::string const& container);
EngineRequest kill_request(std::string const& api, std::string const& container, std::string const& signal);
/// Ends it first if it runs.
EngineRequest remove_container_request(std::string const& api, std::string const& container);
EngineRequest inspect_network_request(std::string const& api, std::string const& network);
EngineRequest inspect_image_request(std::string const& api, std::string const& image);
EngineRequest remove_image_request(std::string const& api, std::string const& image);
/// All containers or images with the label `key=value`, ended ones and intermediate ones too.
EngineRequest list_containers_request(std::string const& api, std::string_view key, std::string_view value);
EngineRequest list_images_request(std::string const& api, std::string_view key, std::string_view value);

/// RFC 3986: everything but unreserved characters.
std::string percent_encoded(std::string_view text);

} // namespace wasmbench::adapters::docker
