#include "contract_checks.hpp"

#include <algorithm>

namespace wasmbench::testing::detail {
namespace {

using std::chrono::milliseconds;

// A start of each kind that is at hand, brought to its end.
void one_round(Bench& b) {
    auto const& s = b.subject;
    if (s.service) b.stopped(*b.started(*s.service));
    if (s.program) b.stopped(*b.started(*s.program));
    if (s.dies_early) b.start(*s.dies_early);
    if (s.wrong_answer) b.start(*s.wrong_answer);
    if (s.never_answers) b.start(*s.never_answers, Cancel::after(milliseconds(20)));
}

void descriptors(Bench& b) {
    one_round(b); // what is opened once and kept
    auto const before = open_descriptors();
    for (int i = 0; i < 3; ++i) one_round(b);
    auto const after = open_descriptors();
    require(after == before, std::to_string(before) + " descriptors were open before three rounds, " +
                                 std::to_string(after) + " after");
}

// Passes launches on and keeps what was told to the children.
class Listening final : public Launcher {
public:
    explicit Listening(Launcher& inner)
        : inner_(inner) {}
    Result<std::unique_ptr<Child>> launch(asio::any_io_executor executor, Command const& command) override {
        commands.push_back(command);
        return inner_.launch(std::move(executor), command);
    }
    std::vector<Command> commands;

private:
    Launcher& inner_;
};

bool inside(std::filesystem::path const& path, std::filesystem::path const& folder) {
    auto const p = path.lexically_normal(), f = folder.lexically_normal();
    return std::mismatch(f.begin(), f.end(), p.begin(), p.end()).first == f.end();
}

void children_live_in_scratch(Bench& b) {
    Listening launcher(b.launcher);
    RunContext context{b.io.get_executor(), launcher, b.connector, *b.clock, b.scratch.path(), {}, {}, {}};
    auto const& workload = program_or_service(b.subject);
    auto prepared = b.prepare(workload);
    StartSpec spec{&workload, b.subject.options, std::move(prepared.value), b.subject.patience};
    auto r = b.run<InstancePtr>(
        "start", [&](auto token) { b.runtime->async_start(context, std::move(spec), std::move(token)); });
    require(!r.error, "start: " + to_line(Failure{r.error, context.diagnostics}));
    r.value.reset();
    for (auto const& c : launcher.commands) {
        require(inside(c.working_directory, b.scratch.path()),
            "the working directory is " + c.working_directory.string());
        for (std::string const name : {"HOME=", "TMPDIR="}) {
            auto const& e = c.environment;
            auto const it =
                std::find_if(e.begin(), e.end(), [&](auto const& x) { return x.rfind(name, 0) == 0; });
            require(it != e.end(), name + " is not set");
            require(
                inside(it->substr(name.size()), b.scratch.path()), *it + " is outside the scratch folder");
        }
    }
}

void repeatedly(Bench& b) {
    for (int i = 0; i < 10; ++i) {
        if (b.subject.never_answers && i % 3 == 2)
            b.start(*b.subject.never_answers, Cancel::after(milliseconds(i)));
        else
            b.stopped(*b.started(*b.subject.service));
    }
}

} // namespace

std::vector<Check> leak_checks() {
    using S = ContractSubject;
    return {
        {"leaks: ten starts in a row, some cancelled, leave nothing", {&S::service}, repeatedly},
        {"leaks: no descriptor", {}, descriptors},
        {"leaks: home, temporary and working folder of children are in scratch", {},
            children_live_in_scratch},
    };
}

} // namespace wasmbench::testing::detail
