#pragma once

#include <wasmbench/core/catalog.hpp>
#include <wasmbench/probe/environment.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace wasmbench::tool {

/// SHA-256 of a file's bytes, 64 hexadecimal digits (FIPS 180-4); nullopt when it cannot be read, `why` then says
/// why.
std::optional<std::string> sha256_of(std::filesystem::path const& file, std::string& why);

/// Which very programs a measurement is of, each by the SHA-256 of its file:
/// - `runtimes/<runtime>/<file name>`: what a runtime consists of (Availability::files)
/// - `artifacts/<workload>/<target>`: every file of every workload that can be run. A container's image is made
///   of `native-static` and nothing else, so that one is its content's hash too.
/// - `compilers/<name>` and `compilers/<name>/version`: what compiled this build and would compile the Wasm modules
///
/// What is not there has its reason. Reads all of these files: a second for 200 MB that are not in the page cache.
/// File names only, no folders: a path may name the user.
std::vector<probe::Fact> fingerprint(Catalog const& catalog);

} // namespace wasmbench::tool
