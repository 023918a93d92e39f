#include "contract_bench.hpp"
#include "contract_checks.hpp"

#include <wasmbench/core/system.hpp>
#include <wasmbench/testing/runtime_contract.hpp>

#include <algorithm>
#include <cstdlib>

namespace wasmbench::testing {
namespace {

using detail::Belongings;
using detail::Check;
using Verdict = ContractResult::Verdict;

// Points the temporary folder of this process elsewhere, so that what is left in it can be seen.
class TemporaryFolder {
public:
    explicit TemporaryFolder(std::filesystem::path const& folder) {
        if (auto const* old = std::getenv("TMPDIR")) old_ = old;
        ::setenv("TMPDIR", folder.c_str(), 1);
    }
    ~TemporaryFolder() {
        if (old_)
            ::setenv("TMPDIR", old_->c_str(), 1);
        else
            ::unsetenv("TMPDIR");
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

private:
    std::optional<std::string> old_;
};

std::string left_behind(Belongings const& before, std::filesystem::path const& folder) {
    auto const after = detail::belongings();
    std::string text;
    for (auto const& p : after.processes)
        if (std::find(before.processes.begin(), before.processes.end(), p) == before.processes.end())
            text += " pid " + std::to_string(p.pid);
    if (after.zombie && !before.zombie) text += " a zombie";
    for (auto const& entry : std::filesystem::directory_iterator(folder)) text += " " + entry.path().string();
    return text;
}

// As the header spells it.
std::string name_of(Workload const* ContractSubject::*member) {
    using S = ContractSubject;
    constexpr std::pair<Workload const* S::*, char const*> names[] = {{&S::service, "service"},
        {&S::never_listens, "never_listens"}, {&S::never_answers, "never_answers"},
        {&S::wrong_answer, "wrong_answer"}, {&S::dies_early, "dies_early"}, {&S::ignores_term, "ignores_term"},
        {&S::forks, "forks"}, {&S::program, "program"}, {&S::failing_program, "failing_program"},
        {&S::hanging_program, "hanging_program"}, {&S::missing, "missing"}};
    for (auto const& [candidate, name] : names)
        if (candidate == member) return name;
    return "a workload";
}

ContractResult perform(Check const& check, ContractSubject const& subject) {
    ContractResult result{check.name, Verdict::passed, {}};
    for (auto const member : check.needs) {
        if (subject.*member) continue;
        result.verdict = Verdict::not_applicable;
        result.detail = "ContractSubject::" + name_of(member) + " is null";
        return result;
    }
    ScratchFolder folder(subject.files);
    TemporaryFolder const temporary(folder.path());
    auto inner = subject;
    inner.files = folder.path();
    auto const before = detail::belongings();
    auto fail = [&](std::string const& why) {
        result.verdict = Verdict::failed;
        result.detail += (result.detail.empty() ? "" : "; ") + why;
    };
    try {
        detail::Bench bench(inner);
        check.run(bench);
    } catch (detail::NotApplicable const& e) {
        result = {check.name, Verdict::not_applicable, e.what()};
    } catch (std::exception const& e) {
        fail(e.what());
    }
    if (auto const left = left_behind(before, folder.path()); !left.empty()) fail("left behind:" + left);
    return result;
}

std::vector<Check> all_checks() {
    std::vector<Check> all;
    for (auto list : {detail::description_checks(), detail::program_checks(), detail::service_checks(),
             detail::process_checks(),
             detail::failure_checks(), detail::program_failure_checks(), detail::cancellation_checks(), detail::leak_checks()})
        all.insert(all.end(), list.begin(), list.end());
    return all;
}

} // namespace

std::vector<ContractResult> runtime_contract(ContractSubject const& subject) {
    // Orphans of a runtime become ours only if we are a subreaper before it is started.
    auto const subreaper = make_posix_launcher();
    std::vector<ContractResult> results;
    for (auto const& check : all_checks())
        if (std::string_view(check.name).find(subject.only) != std::string_view::npos)
            results.push_back(perform(check, subject));
    return results;
}

std::string failures(std::vector<ContractResult> const& results) {
    std::string text;
    for (auto const& r : results)
        if (r.verdict == Verdict::failed) text += r.name + ": " + r.detail + "\n";
    return text;
}

} // namespace wasmbench::testing
