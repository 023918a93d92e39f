#pragma once

#include "net/pf_tools.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace wasmbench::net {

/// What commands have made of a machine with pf, as far as cells are concerned. Its texts are those that pfctl and
/// ifconfig of macOS print.
struct FakePf {
    std::vector<std::string> aliases = {"127.0.0.1", "127.198.200.1"}; ///< the second is a stranger's
    std::map<std::string, std::string> anchors = {{"com.apple/200.AirDrop", "pass all\n"}};
    std::set<std::uint64_t> tokens;
    std::string main_rules = "scrub-anchor \"com.apple/*\" all fragment reassemble\nanchor \"com.apple/*\" all\n";
    std::string interfaces = "ALL\nen0\nlo0\nutun0\n";
    std::string labels = "wasmbench-incoming 9 4 400 4 400 0 0\nwasmbench-outgoing 9 5 500 0 0 5 500\n";
    std::optional<std::string> token_line; ///< in place of what -E says of its token
    bool optimizes = false;                ///< makes one rule of many, whatever it is told
    bool enables = true;

    std::vector<std::string> commands;
    std::optional<std::size_t> fails;  ///< the command with this number, from 0
    bool acts_all_the_same = false;    ///< and has done its work when it fails
    std::string last_words = "pfctl: it did not work\n";
    std::function<void(std::string const& command)> before = [](std::string const&) {};

    /// What is the machine's: to be the same before and after.
    using State = std::tuple<std::vector<std::string>, std::map<std::string, std::string>, std::set<std::uint64_t>, std::string>;
    State state() const { return {aliases, anchors, tokens, main_rules}; }
};

class FakePfTools final : public PfTools {
public:
    explicit FakePfTools(FakePf& pf)
        : pf_(pf) {}

    Result<ToolOutput> pfctl(std::string stage, std::vector<std::string> arguments) override {
        return run("pfctl", std::move(stage), arguments, [this](auto const& a) { return do_pfctl(a); });
    }
    Result<ToolOutput> ifconfig(std::string stage, std::vector<std::string> arguments) override {
        return run("ifconfig", std::move(stage), arguments, [this](auto const& a) { return do_ifconfig(a); });
    }

private:
    using Arguments = std::vector<std::string>;
    static constexpr char const* warnings = "No ALTQ support in kernel\nALTQ related functions disabled\n";

    static Failure failure(std::string stage, std::string command, std::string words) {
        Failure f{errc::command_failed, {}};
        f.diagnostics.stage = std::move(stage);
        f.diagnostics.command = std::move(command);
        f.diagnostics.exit = "exit status 1";
        f.diagnostics.stderr_tail = std::move(words);
        return f;
    }

    template <class Act>
    Result<ToolOutput> run(std::string command, std::string stage, Arguments const& arguments, Act act) {
        for (auto const& a : arguments) command += " " + a;
        pf_.before(command);
        pf_.commands.push_back(command);
        bool const fails = pf_.fails == pf_.commands.size() - 1;
        if (fails && !pf_.acts_all_the_same) return failure(std::move(stage), command, pf_.last_words);
        refused_.clear();
        auto printed = act(arguments);
        if (fails) return failure(std::move(stage), command, pf_.last_words);
        if (!refused_.empty()) return failure(std::move(stage), command, refused_);
        return printed;
    }

    ToolOutput refuse(std::string words) {
        refused_ = std::move(words);
        return {};
    }

    ToolOutput do_ifconfig(Arguments const& a) {
        auto& aliases = pf_.aliases;
        if (a == Arguments{"lo0"}) {
            std::string out = "lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384\n\tinet6 ::1 prefixlen 128\n";
            for (auto const& x : aliases) out += "\tinet " + x + " netmask 0xffffffff\n";
            return {out, {}};
        }
        if (a.size() == 5 && a[1] == "alias") {
            aliases.push_back(a[2]);
            return {};
        }
        if (a.size() == 3 && a[1] == "-alias") {
            auto const at = std::find(aliases.begin(), aliases.end(), a[2]);
            if (at == aliases.end()) return refuse("ifconfig: ioctl (SIOCDIFADDR): Can't assign requested address\n");
            aliases.erase(at);
            return {};
        }
        return refuse("ifconfig: bad value\n");
    }

    ToolOutput do_pfctl(Arguments const& a) {
        if (a == Arguments{"-s", "rules"}) return {pf_.main_rules, warnings};
        if (a == Arguments{"-v", "-s", "Interfaces"}) return {pf_.interfaces, warnings};
        if (a == Arguments{"-s", "info"}) {
            auto const* status = pf_.enables && !pf_.tokens.empty() ? "Enabled for 0 days 00:00:01" : "Disabled";
            return {"Status: " + std::string(status) + "           Debug: Urgent\n", warnings};
        }
        if (a == Arguments{"-E"}) {
            auto const token = 4485624375129377107u + pf_.tokens.size();
            pf_.tokens.insert(token);
            return {{}, warnings + ("pf enabled\n" + pf_.token_line.value_or("Token : " + std::to_string(token))) + "\n"};
        }
        if (a.size() == 2 && a[0] == "-X") {
            if (pf_.tokens.empty()) return refuse("pfctl: pf not enabled\n");
            if (pf_.tokens.erase(std::stoull(a[1])) == 0) return refuse("pfctl: pf: token invalid\n");
            return {{}, warnings};
        }
        if (a.size() == 6 && a[0] == "-o" && a[2] == "-a" && a[4] == "-f") {
            std::ifstream file(a[5]);
            pf_.anchors[a[3]] = std::string(std::istreambuf_iterator<char>(file), {});
            return {{}, "pfctl: Use of -f option, could result in flushing of rules\n"};
        }
        if (a.size() == 4 && a[0] == "-a" && a[2] == "-F" && a[3] == "rules") {
            pf_.anchors.erase(a[1]);
            return {{}, "rules cleared\n"};
        }
        if (a.size() == 4 && a[0] == "-a" && a[3] == "rules") {
            auto const text = pf_.anchors[a[1]];
            return {pf_.optimizes ? "block drop quick inet from <__automatic_0> to any\n" : text, warnings};
        }
        if (a.size() == 4 && a[0] == "-a" && a[3] == "labels") return {pf_.labels, warnings};
        return refuse("usage: pfctl\n");
    }

    FakePf& pf_;
    std::string refused_; ///< what the command that runs says when it cannot do it
};

} // namespace wasmbench::net
