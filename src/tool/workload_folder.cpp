#include "workload_folder.hpp"

#include "data_folder.hpp"

namespace wasmbench::tool {

std::filesystem::path workload_folder(std::string const& chosen) {
    return data_folder(chosen, "WASMBENCH_WORKLOADS", "workloads");
}

} // namespace wasmbench::tool
