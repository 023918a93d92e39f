#include "settings.hpp"

#include <wasmbench/adapters/common/option_reader.hpp>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace wasmbench::adapters::docker {
namespace {

constexpr std::uint64_t billion = 1'000'000'000;

bool all_digits(std::string_view s) {
    return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::uint64_t> number(std::string_view s) {
    std::uint64_t n = 0;
    if (!all_digits(s)) return std::nullopt;
    auto const r = std::from_chars(s.data(), s.data() + s.size(), n);
    if (r.ec != std::errc{}) return std::nullopt;
    return n;
}

[[noreturn]] void refuse(std::string const& name, std::string const& value, std::string expected) {
    Diagnostics d;
    d.stage = "options of docker";
    d.subject = name + "=" + value;
    d.expected = std::move(expected);
    throw Error(errc::invalid_option, std::move(d));
}

Network network_of(std::string const& name) {
    if (name == "published") return Network::published;
    if (name == "none") return Network::none;
    if (name == "host") return Network::host;
    return Network::bridge;
}

void append(std::string& text, std::string const& more) {
    text += (text.empty() ? "" : ", ") + more;
}

} // namespace

std::optional<std::uint64_t> parse_cpus(std::string_view text) {
    auto const dot = text.find('.');
    auto const whole = number(text.substr(0, dot));
    if (!whole || *whole > 1024) return std::nullopt;
    std::uint64_t fraction = 0;
    if (dot != std::string_view::npos) {
        std::string digits(text.substr(dot + 1));
        if (!all_digits(digits) || digits.size() > 9) return std::nullopt;
        digits.resize(9, '0');
        fraction = *number(digits);
    }
    auto const nano = *whole * billion + fraction;
    if (nano == 0) return std::nullopt;
    return nano;
}

std::optional<std::uint64_t> parse_memory(std::string_view text) {
    unsigned shift = 0;
    if (!text.empty() && !all_digits(text.substr(text.size() - 1))) {
        auto const unit = std::string_view("bkmg").find(text.back());
        if (unit == std::string_view::npos) return std::nullopt;
        shift = 10 * static_cast<unsigned>(unit);
        text.remove_suffix(1);
    }
    auto const n = number(text);
    if (!n || *n == 0 || *n > (std::numeric_limits<std::uint64_t>::max() >> 1u) >> shift) return std::nullopt;
    return *n << shift;
}

std::string cpus_text(std::uint64_t nano_cpus) {
    auto text = std::to_string(nano_cpus / billion);
    auto fraction = std::to_string(billion + nano_cpus % billion).substr(1);
    fraction.resize(fraction.find_last_not_of('0') + 1);
    return fraction.empty() ? text : text + "." + fraction;
}

Limits limits_of(Settings const& s) {
    auto const machine =
        static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    return {s.memory_bytes.value_or(machine / 8 * 7), s.pids.value_or(4096)};
}

Settings read_options(Workload const& workload, Options const& options) {
    OptionReader reader("docker", options);
    Settings s;
    s.service = workload.needs().has(Capability::http);
    s.via = reader.choice("via", {"api", "cli"}) == "cli" ? Via::cli : Via::api;
    s.image = reader.choice("image", {"present", "built"}) == "built" ? Image::built : Image::present;
    s.network = network_of(s.service ? reader.choice("network", {"published", "host"})
                                     : reader.choice("network", {"bridge", "none", "host"}));
    if (auto const text = reader.text("cpus")) {
        s.nano_cpus = parse_cpus(*text);
        if (!s.nano_cpus) refuse("cpus", *text, "a number of processors from 0.000000001 to 1024, as 0.5");
    }
    if (auto const text = reader.text("memory")) {
        s.memory_bytes = parse_memory(*text);
        if (!s.memory_bytes) refuse("memory", *text, "a number of bytes, or of k, m or g, as 64m");
    }
    s.pids = reader.number("pids", 1, 4'000'000);
    if (s.service) {
        s.threads = reader.number("threads", 1, 1024);
        if (auto const p = reader.number("port", 1, 65535)) s.port = static_cast<std::uint16_t>(*p);
    }
    reader.finish();
    return s;
}

RowTraits traits(Settings const& s) {
    RowTraits t;
    t.mode = ExecutionMode::native;
    t.instance = s.service ? InstancePolicy::long_lived : InstancePolicy::one_shot;
    t.cache = s.image == Image::built ? "image built" : "image present";
    if (s.via == Via::cli) append(t.variant, "docker run");
    if (s.network == Network::host) append(t.variant, "host network");
    if (s.network == Network::none) append(t.variant, "no network");
    if (s.nano_cpus) append(t.variant, "cpus " + cpus_text(*s.nano_cpus));
    if (s.memory_bytes) append(t.variant, "memory " + std::to_string(*s.memory_bytes));
    if (s.pids) append(t.variant, "pids " + std::to_string(*s.pids));
    if (s.threads) append(t.variant, "threads " + std::to_string(*s.threads));

    auto& f = t.fairness;
    f.push_back("The container holds one statically linked program, of the same source and -O2 as the native "
                "one, in an image FROM scratch; it runs with the engine's default seccomp profile, no "
                "capabilities, no-new-privileges and a read-only root.");
    f.push_back("The engine (dockerd, containerd) runs before the start and is charged apart, as a shared "
                "daemon; the container's shim is charged to the runtime.");
    if (s.image == Image::built)
        f.push_back("The image is built inside the measured start, without a layer cache; there is no base "
                    "image to be pulled.");
    else
        f.push_back("The image is built in the prepare phase; its time is not part of the cold start.");
    if (s.via == Via::cli)
        f.push_back("Started by \"docker run\": the start-up of the command-line client is part of the cold "
                    "start, as in the published study.");
    if (s.network == Network::published)
        f.push_back("The port is published on 127.0.0.1, so that every byte passes the engine's docker-proxy "
                    "process and a bridge: a connection to it is accepted before the program listens.");
    if (s.network == Network::host)
        f.push_back("The container shares the host's network: no proxy and no bridge are in the path.");
    if (!s.service)
        f.push_back("A program's end is what the engine reports, after it has released the container's "
                    "network and file system; the CPU time of its cgroup includes runc's set-up of the "
                    "container.");
    return t;
}

std::vector<std::string> program_arguments(
    Workload const& workload, Settings const& s, std::uint16_t port, std::string const& store) {
    if (!s.service) return workload.arguments();
    bool const own_network = s.network == Network::published;
    std::vector<std::string> a{"--address", own_network ? "0.0.0.0" : "127.0.0.1", "--port",
        std::to_string(own_network ? container_port : port)};
    if (s.threads) a.insert(a.end(), {"--threads", std::to_string(*s.threads)});
    if (!store.empty()) a.insert(a.end(), {"--store", store});
    return a;
}

} // namespace wasmbench::adapters::docker
