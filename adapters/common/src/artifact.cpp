#include <wasmbench/adapters/common/artifact.hpp>

#include <array>
#include <cstdint>
#include <fstream>

namespace wasmbench::adapters {

FileKind file_kind(std::filesystem::path const& file) {
    std::error_code ec;
    if (!std::filesystem::is_regular_file(file, ec)) return FileKind::missing;
    std::ifstream in(file, std::ios::binary);
    std::array<char, 8> head{};
    if (!in.is_open()) return FileKind::unreadable;
    in.read(head.data(), head.size());
    if (in.gcount() < static_cast<std::streamsize>(head.size())) return FileKind::other;
    if (head[0] != '\0' || head[1] != 'a' || head[2] != 's' || head[3] != 'm') return FileKind::other;
    // The binary format's version field: 1 in layer 0 is a core module, layer 1 (bytes 6-7) is a component.
    return head[6] == 1 ? FileKind::wasm_component : FileKind::wasm_module;
}

std::string label(Workload const& workload) {
    std::string out(workload.name());
    if (!workload.endpoint().empty()) out += " " + std::string(workload.endpoint());
    return out;
}

Result<std::filesystem::path> checked_artifact(Workload const& workload, std::string_view target) {
    Diagnostics d;
    d.stage = "find the file to run";
    auto const file = workload.artifact(target);
    if (!file) {
        d.subject = label(workload);
        d.expected = "a workload made for the target " + std::string(target);
        return Failure{errc::unsupported, std::move(d)};
    }
    auto const kind = file_kind(*file);
    bool const module = target == "wasm32-wasi" || target == "wasi-sockets";
    bool const component = target == "wasi-http" || target == "handler-component";
    auto const wanted = module      ? FileKind::wasm_module
                        : component ? FileKind::wasm_component
                                    : FileKind::other;
    if (kind == wanted) return *file;
    d.subject = file->string();
    if (kind == FileKind::missing || kind == FileKind::unreadable) {
        d.expected = "a readable file";
        d.remedy = "build the workloads (cmake --build) or name the folder that holds them";
    } else if (wanted == FileKind::other) {
        d.expected = "a native program, not a WebAssembly file";
    } else {
        d.expected =
            wanted == FileKind::wasm_module ? "a WebAssembly core module" : "a WebAssembly component";
        d.remedy = kind == FileKind::other
                       ? "the file is not WebAssembly: rebuild it or restore it from workloads/prebuilt"
                       : "the file is WebAssembly of the other kind: check the workload's manifest";
    }
    return Failure{errc::artifact_missing, std::move(d)};
}

} // namespace wasmbench::adapters
