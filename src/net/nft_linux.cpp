#include "nft.hpp"

#include "firewall_script.hpp"
#include "run_tool.hpp"

#include <wasmbench/core/detail/descriptor.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace wasmbench::net {
namespace {

constexpr auto nft_limit = std::chrono::seconds(60);

Command nft_command(std::filesystem::path const& nft, std::vector<std::string> arguments) {
    Command c;
    c.program = nft;
    c.arguments = std::move(arguments);
    c.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"};
    return c;
}

// A file in memory: a harness that is killed leaves none behind.
Result<detail::Descriptor> file_with(std::string_view text) {
    detail::Descriptor file(::memfd_create("wasmbench-rules", MFD_CLOEXEC));
    bool good = static_cast<bool>(file);
    while (good && !text.empty()) {
        auto const n = ::write(file.get(), text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        good = n > 0;
        if (good) text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (good) return file;
    Failure f{{errno, boost::system::system_category()}, {}};
    f.diagnostics.stage = "write the firewall's rules";
    return f;
}

} // namespace

std::optional<std::filesystem::path> find_nft() {
    auto const* path = std::getenv("PATH");
    std::string folders = path != nullptr ? path : "";
    folders += ":/usr/sbin:/sbin";
    for (std::size_t at = 0; at <= folders.size();) {
        auto const colon = std::min(folders.find(':', at), folders.size());
        auto const file = std::filesystem::path(folders.substr(at, colon - at)) / "nft";
        if (file.is_absolute() && ::access(file.c_str(), X_OK) == 0) return file;
        at = colon + 1;
    }
    return std::nullopt;
}

Result<void> load_rules(Launcher& inside, std::filesystem::path const& nft, Firewall const& firewall) {
    auto const script = file_with(firewall_script(firewall));
    if (!script) return script.error();
    // nft has no descriptor of ours, and reads it by the way through this process.
    auto const name = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(script->get());
    auto const loaded = run_tool(inside, nft_command(nft, {"-j", "-f", name}), "load the firewall's rules", nft_limit);
    if (!loaded) return loaded.error();
    return {};
}

Result<PacketCounts> read_counters(Launcher& inside, std::filesystem::path const& nft) {
    auto const printed = run_tool(inside,
        nft_command(nft, {"-j", "list", "counters", "table", "inet", std::string(table_name)}),
        "read the firewall's counters", nft_limit);
    if (!printed) return printed.error();
    return parse_packet_counts(printed->out);
}

} // namespace wasmbench::net
