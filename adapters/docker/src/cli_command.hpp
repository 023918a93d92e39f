#pragma once

#include "engine_requests.hpp"

#include <string>
#include <vector>

namespace wasmbench::adapters::docker {

/// The arguments of `docker` that do what create_body() and start do: `run`, in the foreground.
std::vector<std::string> run_arguments(ContainerPlan const&);

/// `build` of the folder `context`, without a layer cache.
std::vector<std::string> build_arguments(std::string const& tag, std::string const& context);

} // namespace wasmbench::adapters::docker
