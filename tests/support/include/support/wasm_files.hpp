#pragma once

#include <wasmbench/testing/scratch_folder.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include <support/target_workload.hpp>

namespace wasmbench::tests {

/// Files that begin like a core module and like a component, as an adapter wants to see them; behind that
/// stands what the fake runtimes of the adapters' tests understand.
class WasmFiles {
public:
    /// Gives `workload` all Wasm artifacts; the mode is its name.
    void add_to(testing::StandIn& workload) {
        std::string const mode(workload.name());
        workload.artifacts["wasm32-wasi"] = write(mode + ".wasm", std::string("\0asm\1\0\0\0", 8) + mode);
        workload.artifacts["wasi-sockets"] = workload.artifacts["wasm32-wasi"];
        workload.artifacts["wasi-http"] =
            write(mode + "-http.wasm", std::string("\0asm\x0d\0\1\0", 8) + mode);
    }

    std::filesystem::path write(std::string const& name, std::string const& bytes) {
        auto const file = folder_.path() / name;
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

private:
    testing::ScratchFolder folder_;
};

} // namespace wasmbench::tests
