#include "cache_state.hpp"

namespace wasmbench::adapters::wasmtime {

std::size_t cached_modules(std::filesystem::path const& directory) {
    std::size_t n = 0;
    std::error_code ec;
    for (std::filesystem::recursive_directory_iterator it(directory, ec), end; !ec && it != end;
         it.increment(ec)) {
        auto const extension = it->path().extension().string();
        // NAME.wip-atomic-write-...: the process ended while its cache wrote a file.
        if (it->is_regular_file(ec) && extension != ".stats" && !extension.starts_with(".wip-") &&
            it->path().filename().string().front() != '.')
            ++n;
    }
    return n;
}

Result<void> check_temperature(Cache stated, std::size_t before, std::size_t after) {
    bool const as_stated = stated == Cache::off     ? before == 0 && after == 0
                           : stated == Cache::empty ? before == 0 && after > 0
                                                    : before > 0 && after == before;
    if (as_stated) return {};
    Diagnostics d;
    d.stage = "compilation cache";
    d.subject =
        std::to_string(before) + " compiled modules before the start, " + std::to_string(after) + " after";
    d.expected = stated == Cache::off     ? "none, because it is off"
                 : stated == Cache::empty ? "none before and some after"
                                          : "some before and no more after";
    return Failure{errc::wrong_temperature, std::move(d)};
}

} // namespace wasmbench::adapters::wasmtime
