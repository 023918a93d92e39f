#pragma once

#include <nlohmann/json.hpp>

#include <iostream>
#include <string>
#include <string_view>

namespace wasmbench::validation {

/// What came of a target. `noisy`: it was missed while something else used the machine, so it says nothing.
enum class Verdict { none, reached, not_reached, noisy, not_run };

constexpr std::string_view to_string(Verdict v) noexcept {
    switch (v) {
    case Verdict::reached:
        return "reached";
    case Verdict::not_reached:
        return "not reached";
    case Verdict::noisy:
        return "noisy";
    case Verdict::not_run:
        return "not run";
    case Verdict::none:
        break;
    }
    return "";
}

/// One row of the table that scripts/validate prints.
struct Row {
    std::string part;   ///< "coverage"
    std::string what;   ///< "lognormal, median within 5 %"
    std::string figure; ///< "95.2 % of 20,000; 0.41 of the fixed count"
    std::string target; ///< ">= 94 %, <= 0.50"; empty: shown for contrast
    Verdict verdict = Verdict::none;
};

/// The rows of one program: printed as they come, one JSON object a line.
class Rows {
public:
    void add(Row const& row) {
        std::cout << nlohmann::ordered_json{{"part", row.part}, {"what", row.what}, {"figure", row.figure},
                         {"target", row.target}, {"verdict", to_string(row.verdict)}}
                         .dump()
                  << std::endl;
        failed_ = failed_ || row.verdict == Verdict::not_reached;
    }

    /// What main returns: 1 when a target was not reached.
    int exit_status() const noexcept { return failed_ ? 1 : 0; }

private:
    bool failed_ = false;
};

/// Whether the small version is asked for, which runs in the ordinary tests.
inline bool is_quick(int argc, char** argv) {
    return argc > 1 && std::string_view(argv[1]) == "--quick";
}

} // namespace wasmbench::validation
