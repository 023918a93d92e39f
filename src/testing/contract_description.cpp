#include "contract_checks.hpp"

namespace wasmbench::testing::detail {
namespace {

std::vector<Workload const*> offered(ContractSubject const& s) {
    std::vector<Workload const*> all;
    for (auto const* w : {s.service, s.program})
        if (w != nullptr) all.push_back(w);
    return all;
}

void name_is_stable(Bench& b) {
    std::string const name(b.runtime->name());
    require(!name.empty(), "the name is empty");
    require(b.runtime->name() == name, "the second call gives another name");
    require(b.subject.make()->name() == name, "another object of the same runtime has another name");
}

void capabilities_cover_the_workloads(Bench& b) {
    auto const can = b.runtime->capabilities();
    require(!can.empty(), "there are no capabilities");
    for (auto const* w : offered(b.subject)) {
        auto const lacking = can.missing_from(w->needs());
        require(lacking.empty(), "lacks " + to_string(lacking) + " for " + std::string(w->name()));
    }
}

void availability_says_why(Bench& b) {
    auto const a = b.runtime->availability();
    require(a.usable ? !a.version.empty() : !a.reason.empty(),
        a.usable ? "usable, but of no version" : "not usable, without a reason");
    require(b.runtime->availability() == a, "the second call gives another answer");
}

void named_files_exist(Bench& b) {
    for (auto const& file : b.runtime->availability().files)
        require(std::filesystem::is_regular_file(file), "there is no file " + file.string());
}

void describe_refuses_unknown_options(Bench& b) {
    constexpr char const* unknown = "no-such-option";
    for (auto const* w : offered(b.subject)) {
        auto options = b.subject.options;
        options[unknown] = "1";
        try {
            b.runtime->describe(*w, options);
        } catch (Error const& e) {
            require(e.code() == errc::invalid_option, std::string("refused with another error: ") + e.what());
            require(std::string(e.what()).find(unknown) != std::string::npos,
                std::string("the message does not name the option: ") + e.what());
            continue;
        }
        throw CheckFailed("accepted the option " + std::string(unknown));
    }
}

void describe_is_stable(Bench& b) {
    for (auto const* w : offered(b.subject)) {
        auto const first = b.runtime->describe(*w, b.subject.options);
        require(b.runtime->describe(*w, b.subject.options) == first, "the second call gives other traits");
        bool const service = w->needs().has(Capability::http);
        require((first.instance == InstancePolicy::one_shot) != service,
            "the instance policy is " + std::string(to_string(first.instance)));
    }
}

} // namespace

std::vector<Check> description_checks() {
    return {
        {"name: not empty and always the same", {}, name_is_stable},
        {"capabilities: cover the workloads", {}, capabilities_cover_the_workloads},
        {"availability: a version or a reason, always the same", {}, availability_says_why},
        {"availability: the files that it names exist", {}, named_files_exist},
        {"describe: refuses an unknown option by name", {}, describe_refuses_unknown_options},
        {"describe: always the same, with the right instance policy", {}, describe_is_stable},
    };
}

} // namespace wasmbench::testing::detail
