#include "settings.hpp"

#include <catch2/catch_test_macros.hpp>

#include <support/target_workload.hpp>

#include <fstream>
#include <string>

using namespace wasmbench;
using namespace wasmbench::adapters::docker;
using wasmbench::tests::TargetWorkload;

namespace {

TargetWorkload const service(TargetWorkload::Kind::service, "serve");
TargetWorkload const program(TargetWorkload::Kind::program, "print");

std::string refused(Workload const& w, Options const& options) {
    try {
        read_options(w, options);
    } catch (Error const& e) {
        CHECK(e.code() == errc::invalid_option);
        return e.diagnostics().subject;
    }
    return "accepted";
}

} // namespace

TEST_CASE("limits are read as the command line reads them") {
    CHECK(parse_cpus("2") == 2'000'000'000u);
    CHECK(parse_cpus("0.5") == 500'000'000u);
    CHECK(parse_cpus("1.000000001") == 1'000'000'001u);
    for (auto const* text : {"", "0", "0.0", ".5", "1.", "-1", "1e3", "1025", "0.0000000001", "x"}) CHECK_FALSE(parse_cpus(text));
    CHECK(cpus_text(500'000'000) == "0.5");
    CHECK(cpus_text(2'000'000'000) == "2");
    CHECK(parse_memory("4096") == 4096u);
    CHECK(parse_memory("1b") == 1u);
    CHECK(parse_memory("2k") == 2048u);
    CHECK(parse_memory("64m") == 67108864u);
    CHECK(parse_memory("1g") == 1073741824u);
    for (auto const* text : {"", "m", "0", "-1", "1.5g", "1t", "99999999999g"}) CHECK_FALSE(parse_memory(text));
}

TEST_CASE("options and their defaults") {
    Settings s;
    s.service = true;
    s.network = Network::published;
    CHECK(read_options(service, {}) == s);
    CHECK(read_options(program, {}) == Settings{});
    CHECK(read_options(program, {{"network", "none"}}).network == Network::none);
    auto const all = read_options(service, {{"via", "cli"}, {"image", "built"}, {"network", "host"}, {"cpus", "0.5"},
                                              {"memory", "64m"}, {"pids", "9"}, {"threads", "3"}, {"port", "81"}});
    CHECK(all == Settings{Via::cli, Image::built, Network::host, 500'000'000u, 67108864u, 9u, 3u, std::uint16_t{81}, true});
}

TEST_CASE("what means nothing is refused by name") {
    CHECK(refused(service, {{"via", "ssh"}}) == "via=ssh");
    CHECK(refused(service, {{"network", "none"}}) == "network=none"); // nobody could ask it
    CHECK(refused(program, {{"network", "published"}}) == "network=published");
    CHECK(refused(program, {{"port", "80"}}) == "port=80");
    CHECK(refused(service, {{"cpus", "many"}}) == "cpus=many");
    CHECK(refused(service, {{"memory", "1t"}}) == "memory=1t");
    CHECK(refused(service, {{"pids", "0"}}) == "pids=0");
    CHECK(refused(service, {{"privileged", "yes"}}) == "privileged=yes");
}

TEST_CASE("a container always has limits, wide ones unless it is told") {
    auto const wide = limits_of({});
    CHECK(wide.pids == 4096);
    std::ifstream meminfo("/proc/meminfo");
    std::string word;
    std::uint64_t kibibytes = 0;
    meminfo >> word >> kibibytes; // "MemTotal: N kB"
    CHECK(wide.memory_bytes < kibibytes * 1024);
    CHECK(wide.memory_bytes > kibibytes * 1024 / 2);
    Settings s;
    s.memory_bytes = 64;
    s.pids = 3;
    CHECK(limits_of(s).memory_bytes == 64);
    CHECK(limits_of(s).pids == 3);
}

TEST_CASE("the key of a row") {
    auto const plain = traits(read_options(service, {}));
    CHECK(plain.mode == ExecutionMode::native);
    CHECK(plain.instance == InstancePolicy::long_lived);
    CHECK(plain.cache == "image present");
    CHECK(plain.variant == "");
    auto const t = traits(read_options(program, {{"via", "cli"}, {"image", "built"}, {"network", "none"},
                                                   {"cpus", "0.5"}, {"memory", "64m"}, {"pids", "9"}}));
    CHECK(t.instance == InstancePolicy::one_shot);
    CHECK(t.cache == "image built");
    CHECK(t.variant == "docker run, no network, cpus 0.5, memory 67108864, pids 9");
    CHECK(traits(read_options(service, {{"network", "host"}, {"threads", "3"}})).variant == "host network, threads 3");
}

TEST_CASE("what must be said beside it") {
    auto says = [](RowTraits const& t, std::string_view word) {
        for (auto const& sentence : t.fairness)
            if (sentence.find(word) != std::string::npos) return true;
        return false;
    };
    auto const published = traits(read_options(service, {}));
    CHECK(says(published, "docker-proxy"));
    CHECK(says(published, "shared daemon"));
    CHECK_FALSE(says(traits(read_options(service, {{"network", "host"}})), "docker-proxy"));
    CHECK(says(traits(read_options(service, {{"via", "cli"}})), "docker run"));
    CHECK(says(traits(read_options(program, {{"image", "built"}})), "inside the measured start"));
    CHECK(says(traits(read_options(program, {})), "what the engine reports"));
}

TEST_CASE("a service listens where it can be reached, on any address only in a network of its own") {
    using Words = std::vector<std::string>;
    CHECK(program_arguments(service, read_options(service, {}), 99) == Words{"--address", "0.0.0.0", "--port", "8080"});
    CHECK(program_arguments(service, read_options(service, {{"network", "host"}, {"threads", "2"}}), 99) ==
          Words{"--address", "127.0.0.1", "--port", "99", "--threads", "2"});
    CHECK(program_arguments(service, read_options(service, {}), 99, "10.9.0.1:6379") ==
          Words{"--address", "0.0.0.0", "--port", "8080", "--store", "10.9.0.1:6379"});
    CHECK(program_arguments(program, read_options(program, {}), 99) == Words{});
}
