#include "page_cache.hpp"

namespace wasmbench::plan {
namespace {

Failure not_here() {
    Diagnostics d;
    d.stage = "page cache";
    d.expected = "Linux, whose page cache can be set and looked at file by file";
    d.remedy = "leave the page cache as it is (any)";
    return {errc::unavailable, std::move(d)};
}

} // namespace

Result<Residency> residency(std::span<std::filesystem::path const>) {
    return not_here();
}

Result<Residency> set_page_cache(PageCache condition, std::span<std::filesystem::path const>) {
    if (condition == PageCache::any) return Residency{};
    return not_here();
}

} // namespace wasmbench::plan
