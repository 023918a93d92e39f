#include "fact_collector.hpp"
#include "text.hpp"

#include <wasmbench/core/version.hpp>

#include <boost/config.hpp>
#include <boost/version.hpp>

#include <fmt/format.h>

// WASMBENCH_BUILD_TYPE, WASMBENCH_BUILD_FLAGS and WASMBENCH_BUILD_SANITIZE come from CMakeLists.txt of this
// folder: a compiler does not tell the program how it was called.
namespace wasmbench::probe::detail {
namespace {

std::string or_none(std::string_view text) {
    auto const value = trimmed(text);
    return value.empty() ? "none" : std::string(value);
}

} // namespace

void collect_harness(FactCollector& facts) {
    std::string const compiled_in = "compiled in";
    facts.known("harness/version", std::string(version), compiled_in);
    facts.known("harness/compiler", BOOST_COMPILER, compiled_in);
    facts.known("harness/standard_library", BOOST_STDLIB, compiled_in);
    facts.known("harness/flags", or_none(WASMBENCH_BUILD_FLAGS), compiled_in);
    facts.known("harness/build_type", or_none(WASMBENCH_BUILD_TYPE), compiled_in);
    facts.known("harness/sanitizers", or_none(WASMBENCH_BUILD_SANITIZE), compiled_in);
#ifdef NDEBUG
    facts.known("harness/assertions", "off", compiled_in);
#else
    facts.known("harness/assertions", "on", compiled_in);
#endif
    facts.known("harness/boost",
        fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100),
        compiled_in);
}

} // namespace wasmbench::probe::detail
