#include "fingerprint.hpp"

#include "sha256.hpp"
#include "store_program.hpp"

#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/plan/artifact_targets.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <string_view>

// WASMBENCH_CXX_COMPILER and WASMBENCH_WASM_COMPILER come from CMakeLists.txt of this folder.
namespace wasmbench::tool {
namespace {

namespace fs = std::filesystem;

std::string const hash_source = "SHA-256 of the file";

void add_hash(std::vector<probe::Fact>& out, std::string name, fs::path const& file) {
    std::string why;
    auto hash = sha256_of(file, why);
    out.push_back({std::move(name), std::move(hash), hash_source, std::move(why)});
}

void add_runtimes(std::vector<probe::Fact>& out, Catalog const& catalog) {
    for (auto const& runtime : catalog.runtimes()) {
        auto const a = runtime->availability();
        auto const prefix = fmt::format("runtimes/{}", runtime->name());
        for (auto const& file : a.files) add_hash(out, prefix + "/" + file.filename().string(), file);
        if (!a.files.empty()) continue;
        out.push_back({prefix, std::nullopt, hash_source,
            a.usable ? "it has no program of its own: what runs is the artifact" : a.reason});
    }
}

void add_artifacts(std::vector<probe::Fact>& out, Catalog const& catalog) {
    std::set<std::string> done; // a service is there once for each endpoint
    for (auto const& workload : catalog.workloads()) {
        for (auto const target : plan::artifact_targets) {
            auto name = fmt::format("artifacts/{}/{}", workload->name(), target);
            auto const file = workload->artifact(target);
            if (file && done.insert(name).second) add_hash(out, std::move(name), *file);
        }
    }
}

// A program with its hash and what it says of itself; `absent` is the reason where there is none.
void add_program(std::vector<probe::Fact>& out, std::string const& name, std::optional<fs::path> const& file, std::string const& absent) {
    auto const version_name = name + "/version";
    if (!file) {
        out.push_back({name, std::nullopt, hash_source, absent});
        out.push_back({version_name, std::nullopt, "--version", absent});
        return;
    }
    add_hash(out, name, *file);
    auto const answer = adapters::run_tool(*file, {"--version"}, std::chrono::seconds(10));
    if (answer && answer->exit_code == 0)
        out.push_back({version_name, answer->text.substr(0, answer->text.find('\n')), "--version", {}});
    else
        out.push_back({version_name, std::nullopt, "--version", "it did not answer"});
}

void add_compiler(std::vector<probe::Fact>& out, std::string const& name, std::string_view program) {
    fs::path file{program};
    std::error_code ec;
    if (!program.empty() && !file.has_parent_path())
        if (auto const found = adapters::find_program(program)) file = *found;
    if (program.empty() || !fs::exists(file, ec)) {
        auto const reason = program.empty()
                                ? std::string("this build had none: its products were there already")
                                : file.filename().string() + " is not on this machine, which did not build this";
        return add_program(out, name, std::nullopt, reason);
    }
    add_program(out, name, file, {});
}

} // namespace

std::optional<std::string> sha256_of(fs::path const& file, std::string& why) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        why = std::strerror(errno);
        return std::nullopt;
    }
    Sha256 hash;
    bool good = true;
    std::vector<char> buffer(1 << 18);
    while (good && in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        good = hash.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
    }
    auto const digest = good && in.eof() ? hash.finish() : std::nullopt;
    if (!digest) {
        why = in.eof() ? "the library's SHA-256 failed" : "it cannot be read to its end";
        return std::nullopt;
    }
    std::string out;
    for (auto const byte : *digest) out += fmt::format("{:02x}", byte);
    return out;
}

std::vector<probe::Fact> fingerprint(Catalog const& catalog) {
    std::vector<probe::Fact> out;
    add_runtimes(out, catalog);
    add_artifacts(out, catalog);
    add_program(out, "store", find_store(), "neither redis-server nor valkey-server is here");
    add_compiler(out, "compilers/native", WASMBENCH_CXX_COMPILER);
    add_compiler(out, "compilers/wasm", WASMBENCH_WASM_COMPILER);
    add_compiler(out, "compilers/wasm-tools", "wasm-tools");
    return out;
}

} // namespace wasmbench::tool
