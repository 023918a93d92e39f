#include "recorded_commands.hpp"

#include <wasmbench/report/report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>

namespace wasmbench::report {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

/// Made-up names are as long as this (a lattice's); a word of these letters and digits is not.
constexpr std::size_t least_hex = 16;

/// The command with its numbers and made-up names taken out: by this, launches that differ in a port, a counter or
/// such a name alone are one.
std::string shape_of(std::string const& command) {
    std::string out;
    for (auto at = command.begin(); at != command.end();) {
        auto const number = std::find_if_not(at, command.end(), is_digit);
        auto const hex = std::find_if_not(at, command.end(), is_hex);
        auto const end = static_cast<std::size_t>(hex - at) >= least_hex ? hex : number;
        if (end == at) {
            out += *at++;
        } else {
            out += '#';
            at = end;
        }
    }
    return out;
}

struct RowCommands {
    std::uint32_t trial = 0; ///< whose they are
    struct One {
        std::string text, shape;
        std::size_t times = 1;
    };
    std::vector<One> all;
};

} // namespace

std::vector<std::pair<std::string, std::string>> recorded_commands(results::Records const& records) {
    std::vector<RunKey> order;
    std::map<RunKey, RowCommands> rows;
    std::vector<std::pair<std::string, std::string>> failed;
    auto const name = [](RunKey const& key) { return workload_name(key) + ": " + configuration_name(key); };
    for (auto const& e : records.events) {
        if (auto const* run = std::get_if<results::CommandRun>(&e.what)) {
            auto const [it, fresh] = rows.try_emplace(run->key.row());
            if (fresh) {
                order.push_back(it->first);
                it->second.trial = run->key.trial;
            }
            if (it->second.trial != run->key.trial) continue;
            auto shape = shape_of(run->command);
            auto& all = it->second.all;
            auto const same = std::find_if(all.begin(), all.end(), [&](auto const& one) { return one.shape == shape; });
            if (same == all.end())
                all.push_back({run->command, std::move(shape)});
            else
                ++same->times;
        } else if (auto const* f = std::get_if<results::Failed>(&e.what); f && !f->diagnostics.command.empty()) {
            std::pair entry(name(f->key) + ", failed", f->diagnostics.command);
            if (std::find(failed.begin(), failed.end(), entry) == failed.end()) failed.push_back(std::move(entry));
        }
    }
    std::vector<std::pair<std::string, std::string>> out;
    for (auto const& key : order)
        for (auto const& one : rows.at(key).all)
            out.emplace_back(name(key), one.times == 1 ? one.text : fmt::format("{} ({} times)", one.text, one.times));
    out.insert(out.end(), failed.begin(), failed.end());
    return out;
}

} // namespace wasmbench::report
