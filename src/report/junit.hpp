#pragma once

#include <string>
#include <string_view>
#include <vector>

/// JUnit XML as CI systems read it: suites of test cases.
namespace wasmbench::report {

struct JunitCase {
    enum class Outcome {
        passed,
        failed,  ///< what it looks for was found
        error,   ///< it could not be told
        skipped, ///< nobody could look
    };
    std::string name;
    Outcome outcome = Outcome::passed;
    std::string message; ///< one line: why it did not pass
    std::string details; ///< more about it, or about what passed; lines
};

struct JunitSuite {
    std::string name;
    std::vector<JunitCase> cases;
};

/// The whole document, valid by Jenkins' schema (junit-10.xsd). Without times: a case is no run of a test
/// here.
std::string junit_xml(std::string_view name, std::vector<JunitSuite> const& suites);

} // namespace wasmbench::report
