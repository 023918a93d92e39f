#include "fact_collector.hpp"
#include "text.hpp"

#include <algorithm>

namespace wasmbench::probe::detail {
namespace {

// x86 processors tell a guest by a flag; other architectures do not.
void add_hypervisor(FactCollector& facts) {
    std::string const path = "/proc/cpuinfo";
    auto const text = facts.read(path);
    auto const flags = text ? first_field(*text, "flags") : std::nullopt;
    if (!flags) {
        facts.unknown("virtualisation/hypervisor", path,
            text ? "this architecture has no flags line" : text.error().message());
        return;
    }
    auto const all = words(*flags);
    bool const guest = std::find(all.begin(), all.end(), "hypervisor") != all.end();
    facts.known("virtualisation/hypervisor", guest ? "yes" : "no", path);
}

void add_machine(FactCollector& facts) {
    std::string const base = "/sys/class/dmi/id/";
    auto const vendor = facts.read(base + "sys_vendor");
    auto const product = facts.read(base + "product_name");
    if (!vendor && !product) {
        facts.unknown("virtualisation/machine", base + "{sys_vendor,product_name}", vendor.error().message());
        return;
    }
    auto value = vendor ? std::string(trimmed(*vendor)) : std::string();
    if (product) value += (value.empty() ? "" : " ") + std::string(trimmed(*product));
    facts.known("virtualisation/machine", std::move(value), base + "{sys_vendor,product_name}");
}

// Hints only: a container that wants to look like a host can.
void add_container(FactCollector& facts) {
    std::string const source = "/.dockerenv, /run/.containerenv, /proc/1/cgroup";
    std::optional<std::string> value;
    if (facts.exists("/.dockerenv")) value = "docker";
    if (facts.exists("/run/.containerenv")) value = "podman";
    auto const init = facts.read("/proc/1/cgroup");
    if (!value && init)
        for (std::string_view mark : {"docker", "kubepods", "containerd", "libpod", "lxc"})
            if (!value && init->find(mark) != std::string::npos) value = std::string(mark);
    if (!value && init) value = "none seen";
    facts.maybe("virtualisation/container", value, source, init ? std::string() : init.error().message());
}

} // namespace

void collect_virtualisation(FactCollector& facts) {
    add_hypervisor(facts);
    add_machine(facts);
    add_container(facts);
}

} // namespace wasmbench::probe::detail
