// The key-value service in a container: the store listens at the machine's address on the engine's bridge.
#include "docker_world.hpp"
#include "store_trial.hpp"

using namespace wasmbench;

TEST_CASE("a container reaches the store over the engine's bridge") {
    tests::StoreTrials m;
    tests::run_store_trials(m, tests::real_docker());
    tests::check_store_trials(m);
    for (auto const& command : m.commands)
        if (command.find("--appendonly no") != std::string::npos)
            CHECK(command.find("--bind 127.") == std::string::npos);
}
