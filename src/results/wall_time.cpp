#include <wasmbench/results/wall_time.hpp>

#include <fmt/core.h>

namespace wasmbench::results {
namespace {

/// The calendar of std::chrono rather than gmtime: no static buffer, no locale.
std::string format(std::chrono::system_clock::time_point t,
    fmt::format_string<int, unsigned, unsigned, long, long, long> layout) {
    using namespace std::chrono;
    auto const seconds_since_epoch = floor<seconds>(t);
    auto const day = floor<days>(seconds_since_epoch);
    year_month_day const date(day);
    hh_mm_ss const time(seconds_since_epoch - day);
    return fmt::format(layout, static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), static_cast<long>(time.hours().count()),
        static_cast<long>(time.minutes().count()), static_cast<long>(time.seconds().count()));
}

} // namespace

std::string file_name_time(std::chrono::system_clock::time_point t) {
    return format(t, "{:04}{:02}{:02}T{:02}{:02}{:02}Z");
}

std::string readable_time(std::chrono::system_clock::time_point t) {
    return format(t, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z");
}

} // namespace wasmbench::results
