#include "load_files.hpp"

#include "load_json.hpp"

#include <wasmbench/load/hdr_log.hpp>
#include <wasmbench/load/percentile_text.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include <unistd.h>

namespace wasmbench::tool {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_file(std::string const& path, std::string const& why) {
    Diagnostics d;
    d.stage = "load: output";
    d.subject = path + ": " + why;
    d.expected = "a file that can be written";
    d.remedy = "make the folder, or choose another";
    throw Error(errc::invalid_option, std::move(d));
}

void check(std::string const& path) {
    if (path.empty() || path == "-") return;
    auto const folder = fs::path(path).parent_path();
    std::error_code ec;
    if (fs::is_directory(path, ec)) refuse_file(path, "is a folder");
    if (!folder.empty() && !fs::is_directory(folder, ec)) refuse_file(path, "its folder does not exist");
    auto const* writable = fs::exists(path, ec) ? path.c_str() : folder.empty() ? "." : folder.c_str();
    if (::access(writable, W_OK) != 0) refuse_file(path, "no permission to write");
}

std::string hlog(load::LoadPlan const& plan, load::LoadResult const& r) {
    auto const length = to_seconds(r.ended - r.started);
    std::vector<load::HdrInterval> intervals;
    auto put = [&](char const* tag, stats::Histogram const& h) {
        if (!h.empty()) intervals.push_back({tag, 0, length, &h});
    };
    // The main series has no tag: HdrHistogram's log processor shows that one unless it is told otherwise.
    if (plan.options.arrival) put("", r.response_time);
    put(plan.options.arrival ? "service_time" : "", r.service_time);
    put("send_lateness", r.send_lateness);
    put("read_delay", r.read_delay);
    put("connect_time", r.connect_time);
    // The run has just ended; its begin is known on the steady clock.
    auto const ago = to_seconds(SteadyClock::now() - r.started);
    auto const now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return load::hdr_log(intervals, now - ago);
}

} // namespace

void check_load_files(LoadChoice const& c) {
    for (auto const* path : {&c.json, &c.hlog, &c.hgrm, &c.csv}) check(*path);
}

void write_output(std::string const& path, std::string const& text) {
    if (path == "-") {
        fmt::print("{}", text);
        return;
    }
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.flush();
    if (!out) refuse_file(path, "it could not be written");
}

void write_load_files(LoadChoice const& c, load::LoadPlan const& plan, load::LoadResult const& r) {
    auto const& main = plan.options.arrival ? r.response_time : r.service_time;
    if (!c.json.empty())
        write_output(
            c.json, load_json(plan, r).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    if (!c.hlog.empty()) write_output(c.hlog, hlog(plan, r));
    if (!c.hgrm.empty()) write_output(c.hgrm, load::percentile_text(main));
    if (!c.csv.empty()) write_output(c.csv, load::histogram_csv(main));
}

} // namespace wasmbench::tool
