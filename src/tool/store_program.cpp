#include "store_program.hpp"

#include <wasmbench/adapters/common/program.hpp>

namespace wasmbench::tool {

std::optional<std::filesystem::path> find_store() {
    auto found = adapters::find_program("redis-server");
    return found ? found : adapters::find_program("valkey-server");
}

} // namespace wasmbench::tool
