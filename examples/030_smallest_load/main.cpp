// The smallest load, of the server on the port that is given: one header, five statements.
#include <wasmbench/load/load.hpp>

#include <cstdlib>

int main(int argc, char** argv) {
    wasmbench::load::LoadPlan plan;
    plan.endpoint.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 8080);
    plan.options.stop.requests = 1000;
    auto const result = wasmbench::load::run(plan);
    return result.counts.ok == 1000 ? 0 : 1;
}
