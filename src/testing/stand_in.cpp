#include <wasmbench/testing/stand_in.hpp>

#include <fstream>

namespace wasmbench::testing {

StandIns::StandIns(std::filesystem::path const& target)
    : service(Kind::service, "serve", target)
    , never_listens(Kind::service, "never-listen", target)
    , never_answers(Kind::service, "never-ready", target)
    , wrong_answer(Kind::service, "wrong-answer", target)
    , dies_early(Kind::service, "die-early", target)
    , ignores_term(Kind::service, "ignore-term", target)
    , forks(Kind::service, "fork-child", target)
    , program(Kind::program, "print", target)
    , failing_program(Kind::program, "fail", target)
    , hanging_program(Kind::program, "hang", target)
    , missing(Kind::service, "no-such-mode", target) {}

void StandIns::write_wasm(std::string const& target, std::filesystem::path const& folder) {
    bool const component = target == "wasi-http" || target == "handler-component";
    std::string const header(component ? "\0asm\x0d\0\1\0" : "\0asm\1\0\0\0", 8);
    for (auto* w : {&service, &never_listens, &never_answers, &wrong_answer, &dies_early, &ignores_term, &forks, &program,
             &failing_program, &hanging_program}) {
        std::string const mode(w->name());
        auto const file = folder / (mode + "-" + target + ".wasm");
        std::ofstream(file, std::ios::binary) << header << mode;
        w->artifacts[target] = file;
    }
    missing.artifacts[target] = folder / "no-such-file.wasm";
}

ContractSubject StandIns::subject(std::function<std::unique_ptr<Runtime>()> make) const {
    ContractSubject s;
    s.make = std::move(make);
    s.service = &service;
    s.never_listens = &never_listens;
    s.never_answers = &never_answers;
    s.wrong_answer = &wrong_answer;
    s.dies_early = &dies_early;
    s.ignores_term = &ignores_term;
    s.forks = &forks;
    s.program = &program;
    s.failing_program = &failing_program;
    s.hanging_program = &hanging_program;
    s.missing = &missing;
    s.last_words = "these are the target's last words";
    return s;
}

} // namespace wasmbench::testing
